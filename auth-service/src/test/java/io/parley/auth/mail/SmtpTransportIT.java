package io.parley.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.parley.edge.setting.SettingMissing;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mail.MailException;

/// Against a real mail server.
class SmtpTransportIT {

  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    server.setUser("postmaster", "p@ss word+1");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void sendWhenServerTakesItThenOneLetterArrivesAsWritten() throws MessagingException, IOException {
    transport("postmaster:p%40ss%20word+1@127.0.0.1")
        .send(new Mail("test", "ada@example.org", "Grüße", "Zwölf\nhttps://x/#/a?token=t.y.z\n"));

    assertThat(server.getReceivedMessages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.getSubject()).isEqualTo("Grüße");
              assertThat(message.getFrom()[0]).hasToString("parley@example.org");
              assertThat(message.getRecipients(Message.RecipientType.TO)).hasSize(1);
              assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
              assertThat(message.getContent().toString().strip().lines())
                  .containsExactly("Zwölf", "https://x/#/a?token=t.y.z");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@x.org, b@x.org", "a b@x.org", "<a@x.org", "a", "a@x.org\r\nBcc: b@x.org"})
  void sendWhenNotOneAddressThenUnsendableAndNothingArrives(String address) {
    var transport = transport("127.0.0.1");

    assertThatThrownBy(() -> transport.send(new Mail("test", address, "s", "t")))
        .isInstanceOf(MailTransport.Unsendable.class);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void sendWhenServerIsGoneThenAnErrorInsteadOfSilence() {
    var transport = transport("127.0.0.1");
    server.stop();

    assertThatThrownBy(() -> transport.send(new Mail("test", "a@x.org", "s", "t")))
        .isInstanceOf(MailException.class);
  }

  @Test
  void sendWhenTheServerIsElsewhereAndHasNoTlsThenRefused() {
    var port = server.getSmtp().getPort();
    var letters = new Letters("parley@example.org", Clock.systemUTC());
    // another name of this machine, which does not count as this machine
    var transport = new SmtpTransport("smtp://[::ffff:127.0.0.1]:" + port, letters);

    assertThatThrownBy(() -> transport.send(new Mail("test", "a@x.org", "s", "t")))
        .isInstanceOf(MailException.class);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host", "smtp:host", "mail.example.org", "smtp://", "smtp://a b"})
  void addressWhenItIsNoneThenOneSentenceWithoutIt(String address) {
    var letters = new Letters("parley@example.org", Clock.systemUTC());

    assertThatThrownBy(() -> new SmtpTransport(address, letters))
        .isInstanceOf(SettingMissing.class)
        .hasMessageStartingWith("PARLEY_SMTP_URL is no address");
  }

  private SmtpTransport transport(String authority) {
    return new SmtpTransport(
        "smtp://" + authority + ":" + server.getSmtp().getPort(),
        new Letters("parley@example.org", Clock.systemUTC()));
  }
}
