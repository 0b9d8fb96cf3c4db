package io.parley.edge.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.RedisScript;

/// Scripts for Redis, read once when the class loads that keeps them. A script that is a resource
/// is read when Redis does not know it, and that is on an event loop.
public final class LuaScript {

  private LuaScript() {}

  /// @param path of the script on the class path
  /// @param result what it answers
  public static <T> RedisScript<T> read(String path, Class<T> result) {
    try {
      var text = new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
      return RedisScript.of(text, result);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
