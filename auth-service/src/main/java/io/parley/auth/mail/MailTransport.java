package io.parley.auth.mail;

/// Where letters go.
interface MailTransport {

  /// Whether letters go anywhere. Without that nobody needs to write one.
  boolean delivers();

  /// Hands one letter over; blocks for as long as that takes, and not without a limit.
  ///
  /// @throws Unsendable when it will never work; trying again is of no use
  /// @throws RuntimeException when it did not work this time
  void send(Mail mail);

  /// Nobody can be written to at this address.
  final class Unsendable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unsendable(Throwable cause) {
      super("not an address that can be written to", cause);
    }
  }
}
