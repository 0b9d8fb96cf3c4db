package io.parley.chat.delivery;

/// A session's place in a feed. Guarded by the feed's lock.
final class Attachment {

  enum State {
    /// Gets nothing yet, but hears whether its user is removed.
    PENDING,
    /// Is brought up to the feed by a reader of its own.
    CATCHING_UP,
    LIVE,
    GONE
  }

  final Attachments owner;
  final Recipient recipient;
  volatile State state = State.PENDING;

  /// The last sequence that the session got, or need not get.
  long position;

  /// Where the feed keeps it.
  int index;

  /// The join that its session was told of; -1 when none.
  long told = -1;

  Attachment(Attachments owner) {
    this.owner = owner;
    this.recipient = owner.recipient();
  }

  /// Gives the session an event whose turn it is.
  ///
  /// @param toMany whether many sessions get it now
  /// @return whether it was the session's own, and is answered with that
  boolean pass(Passage passage, boolean toMany) {
    if (passage.sequence() != position + 1) {
      return false;
    }
    position = passage.sequence();
    var own = passage.isFrom(recipient);
    if (!own || !isAcked(passage)) {
      give(passage.frame(), toMany);
    }
    return own;
  }

  /// Gives the session a frame.
  void give(Outgoing frame, boolean toMany) {
    if (toMany) {
      recipient.offerSoon(frame);
    } else {
      recipient.offer(frame);
    }
  }

  private boolean isAcked(Passage passage) {
    return passage.receipt() == null || recipient.stored(passage.receipt());
  }
}
