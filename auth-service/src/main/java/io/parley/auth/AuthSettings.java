package io.parley.auth;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What auth-service is told.
///
/// @param accessTokenLife of every access token but those of a team's backend
/// @param refreshTokenLife how long a login lives without being used
/// @param selfRegistrableRoles roles that a sign-up may choose; `admin` and `moderator` never count
/// @param hashing cost and queue of password hashing
/// @param limits how often things may happen
@ConfigurationProperties("parley.auth")
public record AuthSettings(
    @DefaultValue("600s") Duration accessTokenLife,
    @DefaultValue("30d") Duration refreshTokenLife,
    @DefaultValue("user") List<String> selfRegistrableRoles,
    @DefaultValue Hashing hashing,
    @DefaultValue Limits limits) {

  public AuthSettings {
    if (accessTokenLife.compareTo(Duration.ofSeconds(1)) < 0
        || accessTokenLife.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "access token life: " + accessTokenLife + " (expected: 1 s to 1 day)");
    }
    selfRegistrableRoles = List.copyOf(selfRegistrableRoles);
  }

  /// Argon2id (RFC 9106) and the queue before it.
  ///
  /// @param memoryKib of one hash, in KiB
  /// @param iterations passes over that memory
  /// @param threads that hash; zero means one a processor
  /// @param queue how many may wait for one; beyond that is `try-again`
  public record Hashing(
      @DefaultValue("19456") int memoryKib,
      @DefaultValue("2") int iterations,
      @DefaultValue("0") int threads,
      @DefaultValue("64") int queue) {

    public Hashing {
      if (memoryKib < 8 || iterations < 1 || threads < 0 || queue < 1) {
        throw new IllegalArgumentException(
            "hashing: expected at least 8 KiB, 1 iteration, 0 threads, a queue of 1");
      }
    }
  }

  /// Each of them is off at zero.
  ///
  /// @param wrongLoginsAccount wrong passwords for one name in 15 minutes
  /// @param wrongLoginsAddress wrong passwords from one address in 15 minutes
  /// @param wrongLoginsOverall wrong passwords of all in 15 minutes
  /// @param signUpsAddress sign-ups from one address in an hour
  /// @param ticketsUser tickets of one user in a minute
  public record Limits(
      @DefaultValue("10") int wrongLoginsAccount,
      @DefaultValue("30") int wrongLoginsAddress,
      @DefaultValue("5000") int wrongLoginsOverall,
      @DefaultValue("30") int signUpsAddress,
      @DefaultValue("60") int ticketsUser) {}
}
