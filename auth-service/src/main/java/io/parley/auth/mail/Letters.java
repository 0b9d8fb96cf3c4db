package io.parley.auth.mail;

import io.parley.auth.mail.MailTransport.Unsendable;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;

/// Letters as Internet messages (RFC 5322), marked as made by a machine (RFC 3834).
final class Letters {

  private final String from;
  private final Clock clock;

  Letters(String from, Clock clock) {
    this.from = from;
    this.clock = clock;
  }

  /// @throws Unsendable when its address cannot be one
  MimeMessage message(Mail mail, Session session) {
    try {
      var message = new MimeMessage(session);
      message.setFrom(new InternetAddress(from, true));
      message.setRecipient(Message.RecipientType.TO, address(mail.to()));
      message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
      message.setText(mail.text(), StandardCharsets.UTF_8.name());
      message.setSentDate(Date.from(clock.instant()));
      message.setHeader("Auto-Submitted", "auto-generated");
      message.saveChanges();
      return message;
    } catch (AddressException e) {
      throw new Unsendable(e);
    } catch (MessagingException e) {
      throw new IllegalStateException("a letter cannot be written", e);
    }
  }

  /// Exactly one address, whose domain may be an international one.
  private static InternetAddress address(String text) throws AddressException {
    var at = text.lastIndexOf('@');
    try {
      var all =
          InternetAddress.parse(
              text.substring(0, at + 1) + IDN.toASCII(text.substring(at + 1)), true);
      if (all.length != 1) {
        throw new AddressException("expected: one address");
      }
      all[0].validate();
      return all[0];
    } catch (IllegalArgumentException e) {
      throw new AddressException("not a domain");
    }
  }
}
