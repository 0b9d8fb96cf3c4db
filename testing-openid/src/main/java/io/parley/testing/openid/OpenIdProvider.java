package io.parley.testing.openid;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A running OpenID provider that knows one client; see `ProviderApplication` for its accounts. It
/// is a process of its own, since it needs a servlet container, which would change what a service's
/// tests run on.
public final class OpenIdProvider implements AutoCloseable {

  public static final String CLIENT_ID = "parley";
  public static final String CLIENT_SECRET = "secret-of-the-client";

  /// Of every account there.
  public static final String PASSWORD = "password";

  private static final String MAIN = "io.parley.testing.openid.provider.ProviderApplication";
  private static final String ANNOUNCED = "listens on ";

  private final Process process;
  private final String issuer;

  private OpenIdProvider(Process process, String issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  /// Starts one and waits until it listens.
  ///
  /// @param redirectUri the one address that it sends browsers back to
  public static OpenIdProvider start(String redirectUri) {
    try {
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx192m",
                  "-cp",
                  classPath(),
                  MAIN,
                  CLIENT_ID,
                  CLIENT_SECRET,
                  redirectUri)
              .redirectErrorStream(true)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "openid-stop"));
      var port = portOf(process.inputReader(StandardCharsets.UTF_8));
      return new OpenIdProvider(process, "http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException("no OpenID provider for tests", e);
    }
  }

  public String issuer() {
    return issuer;
  }

  /// Ends the process; who asks for it afterwards finds a closed port.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Reads on after that, so that the process never waits for somebody to read what it says.
  private static String portOf(BufferedReader output) throws IOException {
    var said = new StringBuilder();
    @Nullable String line;
    while ((line = output.readLine()) != null) {
      if (line.startsWith(ANNOUNCED)) {
        Thread.ofVirtual().name("openid-output").start(() -> readOn(output));
        return line.substring(ANNOUNCED.length());
      }
      said.append(line).append('\n');
    }
    throw new IOException("the provider ended:\n" + said);
  }

  private static void readOn(BufferedReader output) {
    try (output) {
      output.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // the process ended
    }
  }

  private static String classPath() throws IOException {
    try (var listed = OpenIdProvider.class.getResourceAsStream("class-path")) {
      if (listed == null) {
        throw new IOException("no class path (expected: written by the build)");
      }
      var own =
          Path.of(OpenIdProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own
          + File.pathSeparator
          + new String(listed.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (URISyntaxException e) {
      throw new IOException("where this class is cannot be said as a path", e);
    }
  }
}
