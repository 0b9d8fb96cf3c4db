package io.parley.auth.confirm;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.mail.Mail;
import io.parley.auth.mail.Postbox;
import io.parley.common.id.UserId;
import io.parley.edge.setting.EdgeSettings;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The letters about accounts. They hold links and times, and nothing that a user typed.
@Component
public final class Correspondence {

  private final Confirmations confirmations;
  private final Postbox postbox;
  private final AuthSettings settings;
  private final String links;

  Correspondence(
      Confirmations confirmations, Postbox postbox, AuthSettings settings, EdgeSettings edge) {
    this.confirmations = confirmations;
    this.postbox = postbox;
    this.settings = settings;
    this.links =
        settings.mail().links().isBlank()
            ? edge.publicOrigin().getFirst() + "/#/"
            : settings.mail().links();
  }

  /// Whether letters go anywhere.
  public boolean works() {
    return postbox.delivers();
  }

  /// Posts what [#works()] would send; false when it cannot be taken now.
  public boolean post(Mono<Mail> letter) {
    return postbox.post(letter);
  }

  /// Asks the user of a new account to show that its address is theirs. Nothing where it has none.
  public void welcome(Account account) {
    if (account.email() != null) {
      postbox.post(verification(account));
    }
  }

  /// The letter that asks for a proof of the account's present address.
  public Mono<Mail> verification(Account account) {
    return Mono.justOrEmpty(account.email())
        .flatMap(
            email ->
                confirmations
                    .issue(account.id(), Purpose.VERIFY_EMAIL, email)
                    .map(
                        token ->
                            new Mail(
                                "verify-email",
                                email,
                                "Confirm your e-mail address",
                                """
                                An account was made with this address. To confirm that it is yours, open

                                %sverify-email?token=%s

                                within %d hours. If you made no account, do nothing.
                                """
                                    .formatted(links, token, hours()))));
  }

  /// The letter to a new address that is to become the one of an account.
  public Mono<Mail> change(UserId user, String email) {
    return confirmations
        .issue(user, Purpose.CHANGE_EMAIL, email)
        .map(
            token ->
                new Mail(
                    "change-email",
                    email,
                    "Confirm your new e-mail address",
                    """
                    This address is to become the one of an account. To confirm that, open

                    %sverify-email?token=%s

                    within %d hours. If you did not ask for this, do nothing.
                    """
                        .formatted(links, token, hours())));
  }

  /// The letter by which a password is reset.
  public Mono<Mail> reset(UserId user, String email) {
    return confirmations
        .issue(user, Purpose.RESET_PASSWORD, email)
        .map(
            token ->
                new Mail(
                    "reset-password",
                    email,
                    "Choose a new password",
                    """
                    Somebody asked for a new password for your account. To choose one, open

                    %sreset-password?token=%s

                    within %d minutes. If that was not you, do nothing: your password stays as it is.
                    """
                        .formatted(
                            links, token, settings.confirmations().passwordLife().toMinutes())));
  }

  /// Tells whoever has an address that an account with it exists already.
  public static Mail addressTaken(String email) {
    return new Mail(
        "address-taken",
        email,
        "There is an account with this address already",
        """
        Somebody wanted to use this address for another account. It belongs to an account
        already, so nothing was changed.
        """);
  }

  /// Tells the old address that another one was asked for.
  public static Mail changeAsked(String email) {
    return new Mail(
        "email-change-asked",
        email,
        "A new e-mail address for your account",
        """
        Somebody who knows the password of your account asked for another e-mail address for
        it. It counts once it is confirmed there. If that was not you, change your password
        now: that also stops the change.
        """);
  }

  /// Tells the old address that it does not count any more.
  public static Mail changed(String email) {
    return new Mail(
        "email-changed",
        email,
        "The e-mail address of your account was changed",
        """
        Your account has another e-mail address now, and this one does not count for it any
        more.
        """);
  }

  /// Tells that a password was changed.
  public static Mail passwordChanged(String email) {
    return new Mail(
        "password-changed",
        email,
        "The password of your account was changed",
        """
        Your account has a new password. If you did not choose it, reset it now.
        """);
  }

  private long hours() {
    return settings.confirmations().emailLife().toHours();
  }
}
