package io.parley.auth.mail;

import io.parley.auth.mail.MailTransport.Unsendable;
import io.parley.edge.life.Background;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/// Takes letters and sends them later, a few at a time. Whoever posts one does not wait: neither
/// for the mail server, nor for what it takes to write the letter, so nothing can be told from the
/// time that posting takes. A full queue drops what is posted; letters that wait are lost with the
/// process, and users ask again.
public final class Postbox implements Background {

  private static final Logger log = LoggerFactory.getLogger(Postbox.class);

  private static final int AT_ONCE = 2;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final int TRIES_MORE = 5;
  private static final Duration WRITING = Duration.ofSeconds(20);

  private final MailTransport transport;
  private final Scheduler scheduler;
  private final Sinks.Many<Mono<Mail>> waiting;
  private final Duration firstPause;
  private final Work work = new Work();

  Postbox(MailTransport transport, Scheduler scheduler, int queue) {
    this(transport, scheduler, queue, FIRST_PAUSE);
  }

  Postbox(MailTransport transport, Scheduler scheduler, int queue, Duration firstPause) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.waiting = Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(queue));
    this.firstPause = firstPause;
  }

  /// Whether letters go anywhere.
  public boolean delivers() {
    return transport.delivers();
  }

  /// Posts a letter that is yet to be written; an empty one is none. Returns at once.
  ///
  /// @return false when the queue is full, and when letters go nowhere
  public boolean post(Mono<Mail> letter) {
    if (!transport.delivers()) {
      return false;
    }
    var result = emit(letter);
    if (result.isFailure()) {
      log.warn("a letter is not posted: {}", result);
    }
    return result.isSuccess();
  }

  @Override
  public Disposable begin() {
    return waiting.asFlux().flatMap(this::handled, AT_ONCE, 1).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  /// One at a time, as the sink wants it. Nobody waits long here: what follows is done elsewhere.
  private synchronized Sinks.EmitResult emit(Mono<Mail> letter) {
    return waiting.tryEmitNext(letter);
  }

  private Mono<Void> handled(Mono<Mail> letter) {
    return letter
        .subscribeOn(scheduler)
        .timeout(WRITING, Mono.error(() -> new IllegalStateException("writing takes too long")))
        .flatMap(this::sent)
        .doOnError(error -> log.warn("a letter is not written: {}", error.toString()))
        .onErrorComplete();
  }

  private Mono<Void> sent(Mail mail) {
    return Mono.<Void>fromRunnable(() -> transport.send(mail))
        .subscribeOn(scheduler)
        .retryWhen(
            Retry.backoff(TRIES_MORE, firstPause)
                .maxBackoff(LONGEST_PAUSE)
                .filter(error -> !(error instanceof Unsendable)))
        .doOnError(error -> log.error("{} is not sent: {}", mail, reason(error)))
        .onErrorComplete();
  }

  /// What mail servers answer may repeat the address.
  private static String reason(Throwable error) {
    var cause = error.getCause() == null ? error : error.getCause();
    return cause.getClass().getSimpleName();
  }
}
