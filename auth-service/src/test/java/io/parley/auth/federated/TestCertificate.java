package io.parley.auth.federated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate that nobody but itself has signed, made by the JDK's `keytool`.
///
/// @param pem the file that it stands in
record TestCertificate(SSLContext server, Path pem) {

  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "provider";

  /// @param name whom it is for, such as `ip:127.0.0.1`
  static TestCertificate of(String name, Path directory) {
    var keys = directory.resolve(name.replace(':', '-') + ".p12");
    try {
      keytool(
          "-genkeypair",
          "-alias",
          ALIAS,
          "-keyalg",
          "EC",
          "-dname",
          "CN=A provider of a test",
          "-ext",
          "SAN=" + name,
          "-storetype",
          "PKCS12",
          "-keystore",
          keys.toString(),
          "-storepass",
          PASSWORD);
      var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new TestCertificate(
          context,
          written(store.getCertificate(ALIAS).getEncoded(), keys.resolveSibling("ca.pem")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path written(byte[] certificate, Path file) throws IOException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
    return Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
  }

  private static void keytool(String... words) throws IOException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(java.util.List.of(words));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
