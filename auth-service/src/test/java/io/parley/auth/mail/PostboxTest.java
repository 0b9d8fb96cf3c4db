package io.parley.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class PostboxTest {

  private static final Mail LETTER = new Mail("test", "ada@example.org", "s", "t");

  private final Scheduler scheduler = Schedulers.newBoundedElastic(2, 64, "mail-test");
  private final Tray tray = new Tray();
  private final Postbox postbox = new Postbox(tray, scheduler, 3, Duration.ofMillis(1));

  @AfterEach
  void stop() {
    postbox.stop();
    scheduler.dispose();
  }

  /// Keeps what comes, refuses the first ones.
  private static final class Tray implements MailTransport {

    private final List<Mail> letters = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile int refusals;
    private volatile boolean unsendable;

    @Override
    public boolean delivers() {
      return true;
    }

    @Override
    public void send(Mail mail) {
      threads.add(Thread.currentThread());
      if (unsendable) {
        throw new Unsendable(new IllegalArgumentException("no"));
      }
      if (threads.size() <= refusals) {
        throw new IllegalStateException("not now");
      }
      letters.add(mail);
    }
  }

  @Test
  void postWhenItFailsForAWhileThenSentInTheEndAndElsewhere() {
    tray.refusals = 3;
    postbox.start();

    assertThat(postbox.post(Mono.just(LETTER))).isTrue();

    Eventually.isTrue(() -> tray.letters.size() == 1);
    assertThat(tray.threads).hasSize(4).doesNotContain(Thread.currentThread());
  }

  @Test
  void postWhenItFailsForGoodThenGivenUpAndTheNextOneComes() {
    tray.refusals = 6;
    postbox.start();

    postbox.post(Mono.just(LETTER));
    Eventually.isTrue(() -> tray.threads.size() == 6);
    postbox.post(Mono.just(LETTER));

    Eventually.isTrue(() -> tray.letters.size() == 1);
    assertThat(tray.threads).hasSize(7);
  }

  @Test
  void postWhenNobodyCanBeWrittenToThenTriedOnce() {
    tray.unsendable = true;
    postbox.start();

    postbox.post(Mono.just(LETTER));
    postbox.post(Mono.error(new IllegalStateException("cannot be written")));
    postbox.post(Mono.empty());
    Eventually.isTrue(() -> tray.threads.size() == 1);
    tray.unsendable = false;
    postbox.post(Mono.just(LETTER));

    Eventually.isTrue(() -> tray.letters.size() == 1);
    assertThat(tray.threads).hasSize(2);
  }

  @Test
  void postWhenTheQueueIsFullThenRefusedAndOthersStillComeThrough() {
    var open = new CountDownLatch(1);
    var held =
        Mono.fromCallable(
            () -> {
              open.await();
              return LETTER;
            });
    postbox.start();
    for (int i = 0; i < 5; i++) {
      assertThat(postbox.post(held)).isTrue();
    }

    assertThat(postbox.post(held)).isFalse();
    open.countDown();

    Eventually.isTrue(() -> tray.letters.size() == 5);
    assertThat(postbox.post(Mono.just(LETTER))).isTrue();
    Eventually.isTrue(() -> tray.letters.size() == 6);
  }
}
