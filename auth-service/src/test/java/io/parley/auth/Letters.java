package io.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A mail server that keeps what it gets, and reads it.
public final class Letters implements AutoCloseable {

  private static final Pattern TOKEN = Pattern.compile("\\?token=(\\S+)");

  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  private Letters() {}

  public static Letters start() {
    var letters = new Letters();
    letters.server.start();
    return letters;
  }

  /// The settings by which a service sends here.
  public String[] settings(String... more) {
    return Stream.concat(
            Stream.of(
                "PARLEY_SMTP_URL=smtp://127.0.0.1:" + server.getSmtp().getPort(),
                "PARLEY_MAIL_FROM=parley@example.org"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /// All letters to an address with a link of this kind or a subject that begins so, oldest first.
  public List<String> to(String address, String about) {
    return Stream.of(server.getReceivedMessages())
        .filter(message -> isTo(message, address))
        .map(Letters::text)
        .filter(text -> text.contains(about))
        .toList();
  }

  /// Waits for so many letters and takes the token of the last.
  public String token(String address, String about, int count) {
    Eventually.isTrue(() -> to(address, about).size() >= count);
    var text = to(address, about).getLast();
    var matcher = TOKEN.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  public int count() {
    return server.getReceivedMessages().length;
  }

  @Override
  public void close() {
    server.stop();
  }

  private static boolean isTo(MimeMessage message, String address) {
    try {
      return message.getRecipients(Message.RecipientType.TO)[0].toString().equals(address);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(MimeMessage message) {
    try {
      return message.getSubject() + "\n" + message.getContent();
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
