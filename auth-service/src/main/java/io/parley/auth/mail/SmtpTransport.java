package io.parley.auth.mail;

import io.parley.edge.setting.SettingMissing;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/// Sends over SMTP. `smtps://user:password@host` speaks TLS from the first byte (465); `smtp://`
/// begins in plain text (587) and goes no further without STARTTLS, unless the host is this machine
/// or the address ends in `?tls=off`. Certificates are checked against the host's name.
final class SmtpTransport implements MailTransport {

  private static final int SMTPS_PORT = 465;
  private static final int SUBMISSION_PORT = 587;
  private static final String TIME_LIMIT_MILLIS = "10000";

  private final JavaMailSenderImpl sender = new JavaMailSenderImpl();
  private final Letters letters;

  /// @throws SettingMissing when the address is none
  SmtpTransport(String address, Letters letters) {
    this.letters = letters;
    var uri = parse(address);
    var tls = "smtps".equals(uri.getScheme());
    sender.setProtocol(tls ? "smtps" : "smtp");
    sender.setHost(uri.getHost());
    sender.setPort(uri.getPort() >= 0 ? uri.getPort() : tls ? SMTPS_PORT : SUBMISSION_PORT);
    var user = uri.getRawUserInfo();
    if (user != null) {
      var colon = user.indexOf(':');
      sender.setUsername(decoded(colon < 0 ? user : user.substring(0, colon)));
      sender.setPassword(colon < 0 ? null : decoded(user.substring(colon + 1)));
    }
    sender.setJavaMailProperties(properties(sender.getProtocol(), user != null, mayBePlain(uri)));
  }

  @Override
  public boolean delivers() {
    return true;
  }

  @Override
  public void send(Mail mail) {
    sender.send(letters.message(mail, sender.getSession()));
  }

  private static Properties properties(@Nullable String protocol, boolean login, boolean plain) {
    var prefix = "mail." + protocol + ".";
    var properties = new Properties();
    properties.setProperty(prefix + "auth", "" + login);
    properties.setProperty(prefix + "connectiontimeout", TIME_LIMIT_MILLIS);
    properties.setProperty(prefix + "timeout", TIME_LIMIT_MILLIS);
    properties.setProperty(prefix + "writetimeout", TIME_LIMIT_MILLIS);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    properties.setProperty(prefix + "starttls.enable", "true");
    properties.setProperty(prefix + "starttls.required", "" + !plain);
    properties.setProperty("mail.mime.allowutf8", "true");
    return properties;
  }

  private static boolean mayBePlain(URI uri) {
    var host = uri.getHost();
    return "tls=off".equals(uri.getQuery())
        || host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("[::1]");
  }

  /// The sentences do not repeat the address, since it may hold a password.
  private static URI parse(String address) {
    try {
      var uri = new URI(address);
      var scheme = uri.getScheme();
      if (("smtp".equals(scheme) || "smtps".equals(scheme)) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw refused();
    }
    throw refused();
  }

  private static SettingMissing refused() {
    return new SettingMissing(
        "PARLEY_SMTP_URL is no address of a mail server (expected: smtps://user:password@host:port)");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
