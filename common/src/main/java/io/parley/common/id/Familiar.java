package io.parley.common.id;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/// Ids that were met lately, so that equal ones are mostly the same object. A message looks for its
/// conversation in a dozen maps; there the same object is found by its address, and the text of the
/// one that is kept, which is in no cache of the processor, is not read.
///
/// Safe for concurrent use: who comes at the same time as another may get an object of its own.
final class Familiar<T> {

  private static final int SLOTS = 1 << 16;

  private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);
  private final Function<String, T> make;
  private final Function<T, String> text;

  /// @param make an id of a text; immutable, all of its fields final
  /// @param text of an id
  Familiar(Function<String, T> make, Function<T, String> text) {
    this.make = make;
    this.text = text;
  }

  T of(String value) {
    int hash = value.hashCode();
    int slot = (hash ^ hash >>> Short.SIZE) & SLOTS - 1;
    T known = slots.getPlain(slot);
    if (known != null && text.apply(known).equals(value)) {
      return known;
    }
    T made = make.apply(value);
    slots.setPlain(slot, made);
    return made;
  }
}
