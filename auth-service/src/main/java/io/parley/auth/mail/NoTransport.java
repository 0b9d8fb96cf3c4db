package io.parley.auth.mail;

/// Takes letters nowhere: the operator gave neither a mail server nor a directory.
final class NoTransport implements MailTransport {

  @Override
  public boolean delivers() {
    return false;
  }

  @Override
  public void send(Mail mail) {
    throw new IllegalStateException("letters go nowhere");
  }
}
