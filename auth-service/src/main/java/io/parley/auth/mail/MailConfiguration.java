package io.parley.auth.mail;

import io.parley.auth.AuthSettings;
import io.parley.edge.setting.Secrets;
import io.parley.edge.setting.SettingMissing;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// How letters are sent, by the first of these that is set: `PARLEY_SMTP_URL`, a mail server;
/// `PARLEY_MAIL_OUTBOX`, a directory. Speaking to a mail server blocks, and so does writing a file,
/// so both happen on threads of their own.
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

  private static final Logger log = LoggerFactory.getLogger(MailConfiguration.class);

  private static final int THREADS = 2;
  private static final int TASKS = 64;

  @Bean(destroyMethod = "dispose")
  Scheduler mailScheduler() {
    return Schedulers.newBoundedElastic(THREADS, TASKS, "mail");
  }

  @Bean
  Postbox postbox(AuthSettings settings, Secrets secrets, Scheduler mailScheduler, Clock clock) {
    return new Postbox(
        transport(settings.mail(), secrets, clock), mailScheduler, settings.mail().queue());
  }

  private static MailTransport transport(AuthSettings.Mail mail, Secrets secrets, Clock clock) {
    var server = secrets.find("PARLEY_SMTP_URL");
    if (server != null) {
      if (mail.from().isBlank()) {
        throw new SettingMissing("PARLEY_MAIL_FROM is not set, which PARLEY_SMTP_URL needs");
      }
      return new SmtpTransport(server, new Letters(mail.from(), clock));
    }
    if (!mail.outbox().isBlank()) {
      var from = mail.from().isBlank() ? "parley@localhost" : mail.from();
      return new FolderTransport(Path.of(mail.outbox()), new Letters(from, clock), clock);
    }
    log.warn("neither PARLEY_SMTP_URL nor PARLEY_MAIL_OUTBOX is set: no letter is sent");
    return new NoTransport();
  }
}
