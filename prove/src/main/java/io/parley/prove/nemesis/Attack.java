package io.parley.prove.nemesis;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be done to a cluster, by the name that `--faults` takes.
public enum Attack {
  /// D1: kill -9 of one chat node after another, as soon as the last is ready again.
  KILL_CHAT(Place.PROCESSES),
  /// D19: a chat node stands still and wakes up.
  PAUSE_CHAT(Place.PROCESSES),
  /// D22: SIGTERM and a new start, of chat nodes and gateways, one after another.
  ROLL(Place.PROCESSES),
  /// D9: Redis is stopped, and comes back empty.
  REDIS_AWAY(Place.STORES),
  /// D10: 30 % of all publishes reach nobody.
  REDIS_SWALLOW(Place.HINTS),
  /// D11: every connection to Redis falls silent, with no sign of it.
  REDIS_HALF_OPEN(Place.STORES),
  /// D12: hints come twice and in another order.
  REDIS_DUPLICATE_REORDER(Place.HINTS),
  /// D9, D10: one chat node alone hears nothing of Redis, and is not told.
  PARTITION_REDIS(Place.STORES),
  /// D7, D8: one chat node alone hears nothing of the store, and is not told.
  PARTITION_MONGO(Place.STORES),
  /// D8: the store is not reachable.
  MONGO_AWAY(Place.STORES),
  /// D6, D7: answers to writes come late or never, and some writes never arrive.
  MONGO_DROP_REPLIES(Place.STORES),
  /// D7: answers to writes say that the primary is another one now.
  NOT_PRIMARY(Place.STORES),
  /// D14: sockets are reset, closed, or fall silent.
  CLIENT_CUTS(Place.CLIENTS),
  /// Everything between clients and gateways takes longer.
  CLIENT_DELAY(Place.CLIENTS);

  /// Where an attack takes place: those of two places may go on at once, but a process cannot start
  /// while a store is attacked.
  enum Place {
    PROCESSES,
    STORES,
    HINTS,
    CLIENTS
  }

  private final Place place;

  Attack(Place place) {
    this.place = place;
  }

  /// Such as `kill-chat`.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  boolean goesWith(Attack other) {
    return place != other.place
        && !(Set.of(place, other.place).equals(Set.of(Place.PROCESSES, Place.STORES)));
  }

  /// Those with these words, separated by commas.
  ///
  /// @throws IllegalArgumentException for a word that is none
  public static Set<Attack> named(String words) {
    return Arrays.stream(words.split(","))
        .map(String::strip)
        .map(Attack::one)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Attack.class)));
  }

  private static Attack one(String word) {
    return Arrays.stream(values())
        .filter(attack -> attack.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "fault "
                        + word
                        + " (expected some of: "
                        + Arrays.stream(values())
                            .map(Attack::word)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }
}
