package io.parley.presence.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/// The scripts, each in the file of its name with `shared.lua` before it.
enum Script {
  CLAIM,
  APPLY,
  SESSIONS,
  FINISH,
  SWEEP,
  LOOK,
  REMEMBER,
  SAVED;

  /// Reads the script, and waits for the disk.
  @SuppressWarnings("rawtypes")
  RedisScript<List> load() {
    String file = name().toLowerCase(Locale.ROOT) + ".lua";
    return new DefaultRedisScript<>(read("shared.lua") + "\n" + read(file), List.class);
  }

  private static String read(String file) {
    try (InputStream stream = Script.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("missing script " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
