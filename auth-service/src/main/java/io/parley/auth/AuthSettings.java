package io.parley.auth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What auth-service is told.
///
/// @param accessTokenLife of every access token but those of a team's backend
/// @param refreshTokenLife how long a login lives without being used
/// @param roles that the operator defines beside `user`, `moderator` and `admin`
/// @param selfRegistrableRoles roles that a sign-up may choose
/// @param auditRetention how long an entry of the audit log is kept; zero means for ever
/// @param mail how users are written to
/// @param confirmations how long what a letter brings counts
/// @param chatUrls where the nodes of chat-service are
/// @param hashing cost and queue of password hashing
/// @param signingKeys how they change
/// @param limits how often things may happen
@ConfigurationProperties("parley.auth")
public record AuthSettings(
    @DefaultValue("600s") Duration accessTokenLife,
    @DefaultValue("30d") Duration refreshTokenLife,
    @DefaultValue List<String> roles,
    @DefaultValue("user") List<String> selfRegistrableRoles,
    @DefaultValue("365d") Duration auditRetention,
    @DefaultValue Mail mail,
    @DefaultValue Confirmations confirmations,
    @DefaultValue("http://127.0.0.1:8082") List<URI> chatUrls,
    @DefaultValue Hashing hashing,
    @DefaultValue SigningKeys signingKeys,
    @DefaultValue Limits limits) {

  public AuthSettings {
    if (accessTokenLife.compareTo(Duration.ofSeconds(1)) < 0
        || accessTokenLife.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "access token life: " + accessTokenLife + " (expected: 1 s to 1 day)");
    }
    if (auditRetention.isNegative()) {
      throw new IllegalArgumentException(
          "audit retention: " + auditRetention + " (expected: 0 or more days)");
    }
    if (chatUrls.isEmpty()) {
      throw new IllegalArgumentException("chat URLs: none (expected: at least one)");
    }
    chatUrls = List.copyOf(chatUrls);
    roles = List.copyOf(roles);
    selfRegistrableRoles = List.copyOf(selfRegistrableRoles);
  }

  /// Letters to users.
  ///
  /// @param from the sender's address
  /// @param outbox the directory that letters are written to where there is no mail server; empty
  ///   for none
  /// @param links what the address of every link begins with; empty for the public origin
  /// @param queue how many may wait; further ones are dropped
  public record Mail(
      @DefaultValue("") String from,
      @DefaultValue("") String outbox,
      @DefaultValue("") String links,
      @DefaultValue("256") int queue) {

    public Mail {
      if (queue < 1) {
        throw new IllegalArgumentException("mail queue: " + queue + " (expected: at least 1)");
      }
    }
  }

  /// What a letter brings, to be shown once.
  ///
  /// @param passwordLife how long a password may be reset by it
  /// @param emailLife how long an address may be confirmed by it
  public record Confirmations(
      @DefaultValue("30m") Duration passwordLife, @DefaultValue("24h") Duration emailLife) {

    public Confirmations {
      if (!passwordLife.isPositive() || !emailLife.isPositive()) {
        throw new IllegalArgumentException("confirmations: expected lives of more than zero");
      }
    }
  }

  /// Argon2id (RFC 9106) and the queue before it.
  ///
  /// @param memoryKib of one hash, in KiB
  /// @param iterations passes over that memory
  /// @param threads that hash; zero means half as many as processors
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

  /// When signing keys change.
  ///
  /// @param life after which the next one is made; zero: by command alone
  /// @param lead how long a new one is published before it signs; a part of it is the most that a
  ///   service goes without looking at the published ones
  public record SigningKeys(@DefaultValue("30d") Duration life, @DefaultValue("1h") Duration lead) {

    public SigningKeys {
      if (life.isNegative() || lead.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "signing keys: life "
                + life
                + ", lead "
                + lead
                + " (expected: 0 or more, 1 s or more)");
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
  /// @param passwordResetsAccount resets that are written to one address in an hour
  /// @param passwordResetsAddress resets that are asked for from one address in an hour
  /// @param lettersUser letters that one user asks for in an hour
  /// @param exportsUser exports of one user's data in a day
  /// @param bootstrapAddress tries of the bootstrap secret from one address in an hour
  public record Limits(
      @DefaultValue("10") int wrongLoginsAccount,
      @DefaultValue("30") int wrongLoginsAddress,
      @DefaultValue("5000") int wrongLoginsOverall,
      @DefaultValue("30") int signUpsAddress,
      @DefaultValue("60") int ticketsUser,
      @DefaultValue("3") int passwordResetsAccount,
      @DefaultValue("20") int passwordResetsAddress,
      @DefaultValue("5") int lettersUser,
      @DefaultValue("5") int exportsUser,
      @DefaultValue("10") int bootstrapAddress) {}
}
