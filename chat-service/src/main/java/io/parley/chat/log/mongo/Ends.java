package io.parley.chat.log.mongo;

import io.parley.chat.log.AppendListener;
import io.parley.chat.log.Appended;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last step of a stored draft: this node knows the new end of the log, listeners hear of the
/// event, and then its sender does.
final class Ends {

  private static final Logger log = LoggerFactory.getLogger(Ends.class);

  private final Tips tips;
  private final HeadRaiser heads;
  private final Refusals refusals;
  private final Supplier<List<AppendListener>> listeners;

  Ends(Tips tips, HeadRaiser heads, Refusals refusals, Supplier<List<AppendListener>> listeners) {
    this.tips = tips;
    this.heads = heads;
    this.refusals = refusals;
    this.listeners = listeners;
  }

  void stored(Pending pending) {
    var event = pending.event();
    var tip = pending.tip();
    tips.raise(pending.conversation(), tip);
    heads.raise(pending.conversation(), tip);
    announce(pending);
    if (!pending.acknowledge(new Appended(event, false))) {
      refusals.lift(pending.draft());
    }
  }

  /// The store did not answer: what it holds may have changed in any way.
  void forget() {
    tips.forgetAll();
  }

  private void announce(Pending pending) {
    var event = pending.event();
    for (AppendListener listener : listeners.get()) {
      try {
        listener.appended(event, pending.origin(), pending.relayed());
      } catch (RuntimeException e) {
        // It is stored all the same, and feeds find it by their repairs
        log.error("a listener failed on event {}", event.sequence(), e);
      }
    }
  }
}
