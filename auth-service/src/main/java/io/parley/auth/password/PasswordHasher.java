package io.parley.auth.password;

import io.parley.auth.AuthSettings;
import io.parley.edge.ProblemException;
import java.text.Normalizer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Hashes and checks passwords with Argon2id (RFC 9106), normalized to NFC first, so that the same
/// characters typed on another system are the same password. A hash takes some 100 ms of a
/// processor and 19 MiB, so it runs on threads of its own behind a bounded queue; when that is
/// full, every call errors with `try-again` at once.
@Component
public final class PasswordHasher implements DisposableBean {

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LANES = 1;
  private static final int LEAST_MEMORY_KIB = 8; // RFC 9106, 3.1

  private static final Pattern COST = Pattern.compile("\\$m=(\\d{1,9}),t=(\\d{1,9}),p=");

  private final Argon2PasswordEncoder argon2;
  private final AuthSettings.Hashing cost;
  private final Scheduler scheduler;
  private final String nobodys;
  private final LongAdder work = new LongAdder();

  @Autowired
  PasswordHasher(AuthSettings settings) {
    this(settings.hashing());
  }

  public PasswordHasher(AuthSettings.Hashing cost) {
    this.cost = cost;
    this.argon2 = encoder(cost.memoryKib(), cost.iterations());
    this.scheduler = boundedScheduler(cost);
    this.nobodys = argon2.encode("the password of nobody");
  }

  /// What a check found.
  ///
  /// @param rehash whether the hash should be replaced, because its cost is lower than what is
  ///   asked for now
  public record Verdict(boolean right, boolean rehash) {}

  public Mono<String> hash(String password) {
    return queued(() -> encoded(argon2, password, costNow()));
  }

  /// Whether this is the password behind that hash. Without a hash, because there is no such user
  /// or none with a password, it takes just as long and is wrong; as it does when the hash is from
  /// a time when they cost less.
  public Mono<Verdict> check(String password, @Nullable String hash) {
    return queued(() -> verdict(password, hash));
  }

  /// All that was computed so far, in passes over a KiB: what the time of an answer tells.
  public long work() {
    return work.sum();
  }

  @Override
  public void destroy() {
    scheduler.dispose();
  }

  private Verdict verdict(String password, @Nullable String hash) {
    var compared = hash == null ? nobodys : hash;
    var spent = costOf(compared);
    work.add(spent);
    var matches = argon2.matches(normal(password), compared);
    makeUp(password, costNow() - spent);
    var right = matches && hash != null;
    return new Verdict(right, right && argon2.upgradeEncoding(hash));
  }

  /// Spends what a cheaper hash left over, so that its age is not seen from outside.
  private void makeUp(String password, long missing) {
    var memoryKib = (int) (missing / cost.iterations());
    if (memoryKib >= LEAST_MEMORY_KIB) {
      encoded(
          encoder(memoryKib, cost.iterations()), password, (long) memoryKib * cost.iterations());
    }
  }

  private String encoded(Argon2PasswordEncoder encoder, String password, long spent) {
    work.add(spent);
    return encoder.encode(normal(password));
  }

  private long costNow() {
    return (long) cost.memoryKib() * cost.iterations();
  }

  private static long costOf(String hash) {
    var found = COST.matcher(hash);
    return found.find() ? Long.parseLong(found.group(1)) * Long.parseLong(found.group(2)) : 0;
  }

  private static Argon2PasswordEncoder encoder(int memoryKib, int iterations) {
    return new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, memoryKib, iterations);
  }

  private <T> Mono<T> queued(java.util.concurrent.Callable<T> work) {
    return Mono.fromCallable(work)
        .subscribeOn(scheduler)
        .onErrorMap(
            RejectedExecutionException.class,
            full -> ProblemException.tryAgain("Too many passwords are being checked", full));
  }

  private static Scheduler boundedScheduler(AuthSettings.Hashing cost) {
    var threads = cost.threads() == 0 ? halfOfTheProcessors() : cost.threads();
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(cost.queue()),
            Thread.ofPlatform().name("password-", 0).daemon().factory());
    return Schedulers.fromExecutorService(pool, "password");
  }

  /// The others are left to the event loops, which in a small installation are in the same JVM.
  private static int halfOfTheProcessors() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
