package io.parley.prove.history;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// What the run itself does, and what it sees on the way to the stores.
///
/// Processes are named as `./parley cluster` names them: `chat-1`, `gateway-2`, `auth-1`,
/// `presence-1`, `redis-1`, `mongo-1`; the way between clients and the cluster is `clients`.
public sealed interface RunEntry extends Entry {

  /// What is run: the first entry.
  ///
  /// @param command that runs it again
  /// @param shape of the cluster and the load, in a few words
  /// @param machine that it runs on, in a few words
  record Begun(long at, long seed, String command, String shape, String machine)
      implements RunEntry {}

  /// The load has ended, the quiet after it too: what is read from here on is final, and what is
  /// still missing on an open session is late.
  record Settled(long at) implements RunEntry {}

  /// What is done to a process or to the way to it.
  enum Fault {
    /// kill -9, until it is ready again.
    KILL,
    /// SIGSTOP, until SIGCONT.
    PAUSE,
    /// SIGTERM, until its successor is ready.
    ROLL,
    /// Stopped altogether, until it is ready again: said of stores.
    AWAY,
    /// Connections are reset.
    CUT,
    /// Nothing passes any more, and nobody is told.
    BLACK_HOLE,
    /// Everything takes longer.
    DELAY,
    /// Single publishes vanish.
    SWALLOW,
    /// Hints come twice or in another order.
    DISORDER,
    /// Nothing passes any more between one process and a store, and neither is told: the store is
    /// the target, the detail names the process.
    PARTITION,
    /// Single replies of the store are held back or lost, or say "not primary".
    REPLIES
  }

  /// A fault begins: written just before it is done.
  ///
  /// @param fault unique in the history
  /// @param target the process it is done to, or to the way to which
  /// @param detail a few words for the reader: how long, how many
  record FaultBegun(long at, long fault, Fault kind, String target, @Nullable String detail)
      implements RunEntry {}

  /// The fault is over: written when everything is as before, a killed process ready again.
  ///
  /// @param touched how much it touched, in a few words; null where that was not counted
  record FaultEnded(long at, long fault, @Nullable String touched) implements RunEntry {

    public FaultEnded(long at, long fault) {
      this(at, fault, null);
    }
  }

  /// A process that was asked to end did.
  ///
  /// @param tookMillis from the signal on
  record Exited(long at, String target, int code, long tookMillis) implements RunEntry {}

  /// Whether a user is there.
  enum Truth {
    /// At least one session of theirs got its `welcome`.
    ONLINE,
    /// The last session of theirs ended with a goodbye, or by a cut that the server sees at once.
    LEFT,
    /// The last session of theirs ended with its node, or in a way that the server cannot see at
    /// once.
    LOST,
    /// Nobody can say, because of a fault: nothing is promised until the next truth.
    UNSURE
  }

  /// It became true, in the recorder's eyes. Before the first one a user is [Truth#LEFT].
  record PresenceTruth(long at, UserId user, Truth truth) implements RunEntry {}

  /// The store answered the insert of an event with success, or a majority read with the event in
  /// it: written by the proxy **before** it passes the reply on, one for each event of a batch that
  /// was inserted. The first one of an event counts.
  record Written(long at, ConversationId conversation, long sequence) implements RunEntry {}

  /// The store answered the insert of an event with success, and the proxy lost the reply: the node
  /// has to find out by itself.
  record ReplyLost(long at, ConversationId conversation, long sequence) implements RunEntry {}

  /// A write command went by: written for every one, or at least for the first of each different
  /// kind. Of interest are durable collections; leases and the like may be left out.
  ///
  /// @param concern its `w` as text; null when the command has none
  /// @param limitMillis its `wtimeout`, or the time limit of the operation (`maxTimeMS`); null when
  ///   it has neither
  record ConcernSeen(
      long at,
      String collection,
      String command,
      @Nullable String concern,
      @Nullable Long limitMillis)
      implements RunEntry {}
}
