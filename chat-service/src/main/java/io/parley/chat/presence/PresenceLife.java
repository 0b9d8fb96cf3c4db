package io.parley.chat.presence;

import java.time.Duration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;

/// Begins when the node can be asked for its list, and leaves after its last session: it stops
/// behind the web server, which itself stops behind the drain of the sockets.
final class PresenceLife implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {

  /// The web server stops at `DEFAULT_PHASE - 2048`, and higher phases stop first.
  private static final int BEHIND_THE_WEB_SERVER = SmartLifecycle.DEFAULT_PHASE - 3072;

  /// Entries that are still on their way; Redis takes thousands in it.
  private static final Duration LAST_ENTRIES = Duration.ofMillis(300);

  private final PresenceStream stream;
  private final NodeSessions sessions;
  private final Disposable.Swap leaving = Disposables.swap();
  private volatile boolean running;

  PresenceLife(PresenceStream stream, NodeSessions sessions) {
    this.stream = stream;
    this.sessions = sessions;
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    boolean isManagement = "management".equals(event.getApplicationContext().getServerNamespace());
    if (!isManagement && !running) {
      running = true;
      stream.start(sessions::beat);
    }
  }

  @Override
  public void start() {
    // Begins with the web server's event
  }

  @Override
  public void stop(Runnable done) {
    running = false;
    leaving.update(
        reactor.core.publisher.Mono.delay(LAST_ENTRIES)
            .then(stream.leave())
            .doFinally(_ -> done.run())
            .subscribe());
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return BEHIND_THE_WEB_SERVER;
  }
}
