package io.parley.bench.subject;

import io.parley.embedded.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// nginx as the proxy that many teams would put there: what the gateway is compared with. It copies
/// bytes and judges nothing.
final class Nginx implements AutoCloseable {

  private final Process process;
  private final URI address;

  private Nginx(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  static Nginx before(List<URI> nodes, Path directory) throws IOException {
    Files.createDirectories(directory);
    int port = FreePorts.one();
    var configuration = directory.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 65536; }
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy;
          fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          upstream nodes { %s }
          server {
            listen 127.0.0.1:%d;
            location / {
              proxy_pass http://nodes;
              proxy_http_version 1.1;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection upgrade;
              proxy_read_timeout 1h;
            }
          }
        }
        """
            .formatted(
                nodes.stream()
                    .map(node -> "server " + node.getAuthority() + ";")
                    .collect(Collectors.joining(" ")),
                port));
    var process =
        new ProcessBuilder("nginx", "-p", directory.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.log").toFile())
            .start();
    return new Nginx(process, URI.create("http://127.0.0.1:" + port));
  }

  URI address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
