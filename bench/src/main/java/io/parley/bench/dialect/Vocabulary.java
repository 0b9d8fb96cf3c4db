package io.parley.bench.dialect;

import io.netty.buffer.ByteBuf;
import io.parley.bench.load.Dialect.Heard;
import java.util.LinkedHashMap;
import java.util.Map;

/// What frames that begin in some way are. Immutable.
final class Vocabulary {

  private final Prefix[] prefixes;
  private final Heard[] meanings;

  /// @param meanings by how a frame begins; the first that fits counts
  private Vocabulary(Map<String, Heard> meanings) {
    this.prefixes = meanings.keySet().stream().map(Prefix::new).toArray(Prefix[]::new);
    this.meanings = meanings.values().toArray(Heard[]::new);
  }

  /// A vocabulary to which [#with] adds.
  static Vocabulary of(String prefix, Heard meaning) {
    return new Vocabulary(Map.of(prefix, meaning));
  }

  /// One that looks for another beginning when none before fits.
  Vocabulary with(String prefix, Heard meaning) {
    var all = new LinkedHashMap<String, Heard>();
    for (int i = 0; i < prefixes.length; i++) {
      all.put(prefixes[i].text(), meanings[i]);
    }
    all.put(prefix, meaning);
    return new Vocabulary(all);
  }

  Heard hear(ByteBuf text) {
    for (int i = 0; i < prefixes.length; i++) {
      if (prefixes[i].begins(text)) {
        return meanings[i];
      }
    }
    return Heard.OTHER;
  }
}
