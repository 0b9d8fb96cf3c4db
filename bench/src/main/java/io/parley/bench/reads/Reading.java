package io.parley.bench.reads;

import io.netty.channel.DefaultEventLoop;
import io.parley.bench.deed.Asker;
import io.parley.bench.deed.Pace;
import io.parley.bench.deed.Timings;
import io.parley.bench.deed.Timings.Timing;
import io.parley.bench.load.Load;
import io.parley.bench.reads.Library.Question;
import io.parley.bench.talk.Count;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Others who talk, and readers who ask [#A_SECOND] questions of each kind at the same time.
public final class Reading implements Load {

  public static final int A_SECOND = 2;

  private final Load others;
  private final Library library;
  private final Timings timings = new Timings(System::nanoTime);
  private final Asker asker;
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final List<Pace> paces = new ArrayList<>();
  private volatile int stored;

  /// @param others who talk; they end with this
  /// @param rest where the questions are asked
  public Reading(Load others, Library library, URI rest, long seed) {
    this.others = others;
    this.library = library;
    this.asker = new Asker(rest, timings);
    var random = new Random(seed);
    for (var question : Question.values()) {
      var own = new Random(random.nextLong());
      paces.add(new Pace(loop, System::nanoTime, own, due -> ask(question, own, due)));
    }
  }

  /// So much is stored in each of the groups.
  public void filled(int each) {
    stored = each;
  }

  private void ask(Question question, Random random, long due) {
    var request = library.request(question, stored, random);
    asker.get(question.kind(), request.path(), request.token(), due);
  }

  /// What was asked and how long it took, by kind.
  public Map<String, Timing> answers() {
    return timings.result();
  }

  @Override
  public void start(double rate) {
    others.start(rate);
    paces.forEach(pace -> pace.start(A_SECOND));
  }

  @Override
  public void count() throws InterruptedException {
    others.count();
    timings.open();
  }

  @Override
  public void stop() {
    others.stop();
    timings.close();
    paces.forEach(Pace::stop);
  }

  @Override
  public void awaitQuiet() throws InterruptedException {
    others.awaitQuiet();
    asker.awaitQuiet();
  }

  @Override
  public Count result() throws InterruptedException {
    return others.result();
  }

  @Override
  public Map<String, Long> ended() {
    return others.ended();
  }

  @Override
  public void close() {
    asker.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    others.close();
  }
}
