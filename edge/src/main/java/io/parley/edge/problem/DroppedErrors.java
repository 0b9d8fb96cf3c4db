package io.parley.edge.problem;

import io.parley.edge.ClientGone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.netty.channel.AbortedException;

/// Errors that come to a chain which is over. When a client breaks off, the HTTP server says so
/// more than once, and the gateway's request to a service is given up meanwhile: that is nothing to
/// worry anybody with. Everything else is logged, as Reactor does by itself.
public final class DroppedErrors {

  private static final Logger log = LoggerFactory.getLogger(DroppedErrors.class);
  private static final AtomicBoolean LISTENING = new AtomicBoolean();

  private DroppedErrors() {}

  /// From now on, in the whole process; once is enough.
  public static void listen() {
    if (LISTENING.compareAndSet(false, true)) {
      Hooks.onErrorDropped(DroppedErrors::note);
    }
  }

  private static void note(Throwable error) {
    if (ClientGone.caused(error) || AbortedException.isConnectionReset(error)) {
      log.debug("too late: {}", error.toString());
    } else {
      log.error("an error that came too late", error);
    }
  }
}
