package io.parley.bench.load;

import io.parley.bench.talk.Count;
import io.parley.bench.talk.Talk;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// The sockets of all users of a company, who do nothing but send and hear.
public final class Crowd implements Load {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private final Sockets sockets;
  private final Talk talk;
  private final List<Caller> callers = new ArrayList<>();

  private Crowd(Approach approach) {
    sockets = new Sockets(approach.threads());
    talk = new Talk(sockets.loops(), Duration.ZERO, approach.seed());
  }

  /// How the sockets are opened.
  ///
  /// @param entrances where the target can be reached
  /// @param atOnce handshakes that wait for their answer at one time
  /// @param threads event loops of the load
  public record Approach(List<URI> entrances, int atOnce, int threads, long seed) {}

  /// Opens a socket for every user. Returns when all may send.
  ///
  /// @throws IllegalStateException when one of them cannot be opened
  public static Crowd gather(
      Dialect dialect, Company company, Function<Integer, Integer> entrance, Approach approach)
      throws InterruptedException {
    var crowd = new Crowd(approach);
    try {
      crowd.open(dialect, company, entrance, approach);
      crowd.seat(company);
      return crowd;
    } catch (ExecutionException e) {
      crowd.close();
      throw new IllegalStateException("a socket could not be opened: " + e.getCause(), e);
    } catch (InterruptedException e) {
      crowd.close();
      throw e;
    }
  }

  private void open(
      Dialect dialect, Company company, Function<Integer, Integer> entrance, Approach approach)
      throws InterruptedException, ExecutionException {
    var places = new Semaphore(approach.atOnce());
    for (var user : company.users()) {
      places.acquire();
      int number = user.number();
      var caller = new Caller(dialect, talk.tallyOf(number), sockets.loopOf(number));
      callers.add(caller);
      caller.ready().whenComplete((_, _) -> places.release());
      var to = approach.entrances().get(entrance.apply(number));
      sockets.open(number, dialect.opening(to, user, company), caller.line());
    }
    for (var caller : callers) {
      caller.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).get();
    }
  }

  private void seat(Company company) {
    for (var room : company.rooms()) {
      for (int user : room.members()) {
        talk.seat(user, callers.get(user).turn(room));
      }
    }
  }

  /// How long it took from the first packet of each socket until its user might send, in
  /// microseconds.
  public Histogram openings() {
    var openings = new Histogram(PATIENCE.toNanos() / MICRO, 3);
    callers.forEach(
        caller ->
            openings.recordValue(Math.min(PATIENCE.toNanos(), caller.openingNanos()) / MICRO));
    return openings;
  }

  /// Everyone says so much in each of their rooms, as fast as it is answered.
  public void say(int each) {
    talk.say(each);
  }

  @Override
  public void start(double rate) {
    talk.start(rate);
  }

  @Override
  public void count() throws InterruptedException {
    talk.count();
  }

  @Override
  public void stop() {
    talk.stop();
  }

  @Override
  public void awaitQuiet() throws InterruptedException {
    talk.awaitQuiet();
  }

  @Override
  public Count result() throws InterruptedException {
    return talk.result();
  }

  @Override
  public Map<String, Long> ended() {
    return callers.stream()
        .map(Caller::end)
        .filter(end -> end != null)
        .collect(Collectors.groupingBy(end -> end, Collectors.counting()));
  }

  @Override
  public void close() {
    callers.forEach(caller -> caller.line().hangUp());
    sockets.close();
  }
}
