package io.parley.prove.check;

import java.time.Duration;

/// How long things may take.
///
/// @param repair until an event whose fan-out was lost has reached everybody (D10)
/// @param redisAway the same while Redis is away (D9)
/// @param storeBack until everything has landed after the database's return (D8)
/// @param offline until a user whose sessions are gone is shown offline (D21)
/// @param grace the shortest absence that may be shown (protocol §5.9)
/// @param exit until a process that was asked to end has ended (D22)
/// @param machine added to each: what a slow machine may take for itself
public record Allowances(
    Duration repair,
    Duration redisAway,
    Duration storeBack,
    Duration offline,
    Duration grace,
    Duration exit,
    Duration machine) {

  /// What is promised, to the second.
  public static final Allowances PROMISED = of(Duration.ZERO);

  /// What is promised, and so much for the machine.
  public static Allowances of(Duration machine) {
    return new Allowances(
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(15),
        Duration.ofSeconds(35),
        Duration.ofSeconds(5),
        Duration.ofSeconds(25),
        machine);
  }

  /// @return nanoseconds, with what the machine may take
  public long nanos(Duration allowed) {
    return allowed.plus(machine).toNanos();
  }
}
