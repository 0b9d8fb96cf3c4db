package io.parley.standalone;

import io.parley.embedded.FreePorts;
import io.parley.embedded.RedisBinary;
import io.parley.embedded.RedisConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// What `./parley cluster` needs before its first process: makes the secrets in a data directory,
/// finds a Redis or unpacks the one that comes along, writes its configuration, and prints all of
/// it as lines of a shell assignment.
///
/// Arguments: the data directory, how many free ports to look for, and the first gateway's own.
public final class ClusterPreparation {

  private ClusterPreparation() {}

  public static void main(String[] arguments) {
    try {
      prepare(
          Path.of(arguments[0]).toAbsolutePath().normalize(),
          Integer.parseInt(arguments[1]),
          Integer.parseInt(arguments[2]));
    } catch (StartFailure e) {
      System.err.println("parley: " + e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("parley: the cluster cannot be prepared: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void prepare(Path directory, int count, int gateway) throws IOException {
    DataDirectory data = DataDirectory.open(directory);
    data.secretSettings().forEach(ClusterPreparation::print);
    var onPath = RedisBinary.onPath();
    RedisBinary redis = onPath.isPresent() ? onPath.get() : RedisBinary.bundled(data.path("bin"));
    // All at once: whoever looked twice could find the same one twice
    List<Integer> ports = FreePorts.several(count + 1, gateway);
    int port = ports.getLast();
    String password = RedisConfiguration.newPassword();
    print("redis_configuration", RedisConfiguration.write(data.path("redis"), port, password));
    print("redis_executable", redis.executable());
    print("redis_origin", redis.origin());
    print("redis_url", "redis://:%s@127.0.0.1:%d".formatted(password, port));
    print(
        "free_ports",
        ports.stream().limit(count).map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static void print(String name, Object value) {
    System.out.printf("%s='%s'%n", name, value.toString().replace("'", "'\\''"));
  }
}
