package io.parley.presence;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The settings of presence-service.
///
/// @param grace how long after a user's last session closed they are still shown; 0: not at all
/// @param settle how long after Redis came back only living sessions are believed and nobody goes
///   offline; longer than nodes take to write their next beat. 0: believed at once
/// @param saveEvery pause between two looks for `lastSeen` times to save
/// @param usersAtOnce users that one query may name; 0: any number
/// @param operatorViews whether the views for operators are written
/// @param chat addresses of chat-service, asked in turn about contacts
@ConfigurationProperties("parley.presence")
@Validated
public record PresenceSettings(
    @DefaultValue("6s") @DurationMin Duration grace,
    @DefaultValue("6s") @DurationMin Duration settle,
    @DefaultValue("2s") @DurationMin(millis = 10) Duration saveEvery,
    @DefaultValue("200") @Min(0) int usersAtOnce,
    @DefaultValue("true") boolean operatorViews,
    @NotEmpty List<URI> chat,
    @DefaultValue @Valid Nodes nodes) {

  /// How the feeds of chat nodes are read.
  ///
  /// @param lease a node that wrote nothing for so long is dead
  /// @param lock a replica that stood still for so long loses the feeds that it reads; longer than
  ///   `listTimeout`
  /// @param poll pause between two looks into a feed with nothing new
  /// @param listTimeout most time for a node to give its whole list
  /// @param listSize largest whole list that is taken
  /// @param revivalPause how long a node that woke from the dead may clear up before it is asked
  /// @param retention how long a dead node may still wake; then it is forgotten
  public record Nodes(
      @DefaultValue("20s") @DurationMin(millis = 100) Duration lease,
      @DefaultValue("6s") @DurationMin(millis = 100) Duration lock,
      @DefaultValue("100ms") @DurationMin(millis = 1) Duration poll,
      @DefaultValue("3s") @DurationMin(millis = 10) Duration listTimeout,
      @DefaultValue("64MB") DataSize listSize,
      @DefaultValue("2s") @DurationMin Duration revivalPause,
      @DefaultValue("10m") @DurationMin(millis = 100) Duration retention) {

    public Nodes {
      if (lock.compareTo(listTimeout) <= 0) {
        throw new IllegalArgumentException(
            "nodes.lock: "
                + lock
                + " (expected: longer than nodes.list-timeout, "
                + listTimeout
                + ")");
      }
    }
  }
}
