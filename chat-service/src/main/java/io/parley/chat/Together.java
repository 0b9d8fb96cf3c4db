package io.parley.chat;

import io.parley.chat.log.TryAgain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Reads for many who ask at the same time: while reads are under way, those who come wait, and the
/// next read serves all of them. So no answer is older than its question. Safe for concurrent use.
public final class Together<K, V> {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Function<Set<K>, Mono<Map<K, V>>> read;
  private final Consumer<Mono<?>> runner;
  private final int atOnce;
  private final int keysARead;
  private final int mostWaiting;
  private final ArrayDeque<Question<K, V>> waiting = new ArrayDeque<>();
  private int running;

  /// @param read answers many keys; a key may be missing in the answer
  /// @param runner runs a read to its end, whether its askers stay or not
  /// @param atOnce reads at the same time
  /// @param keysARead at most
  /// @param mostWaiting questions; more get [TryAgain]
  public Together(
      Function<Set<K>, Mono<Map<K, V>>> read,
      Consumer<Mono<?>> runner,
      int atOnce,
      int keysARead,
      int mostWaiting) {
    this.read = read;
    this.runner = runner;
    this.atOnce = atOnce;
    this.keysARead = keysARead;
    this.mostWaiting = mostWaiting;
  }

  private record Question<K, V>(K key, Sinks.One<V> answer) {}

  /// What a read that begins after the subscription finds; empty when that is nothing. Errors as
  /// the read does, or with [TryAgain] when too many wait.
  public Mono<V> get(K key) {
    return Mono.defer(
        () -> {
          var question = new Question<K, V>(key, Sinks.one());
          if (!add(question)) {
            return Mono.error(new TryAgain("Too many reads wait", SOON, null));
          }
          begin();
          return question.answer().asMono();
        });
  }

  private synchronized boolean add(Question<K, V> question) {
    return waiting.size() < mostWaiting && waiting.add(question);
  }

  private void begin() {
    var next = take();
    if (next != null) {
      runner.accept(run(next));
    }
  }

  private synchronized @Nullable List<Question<K, V>> take() {
    if (running == atOnce || waiting.isEmpty()) {
      return null;
    }
    running++;
    List<Question<K, V>> next = new ArrayList<>();
    while (next.size() < keysARead && !waiting.isEmpty()) {
      next.add(waiting.remove());
    }
    return next;
  }

  private Mono<Void> run(List<Question<K, V>> questions) {
    return Mono.defer(
            () -> read.apply(questions.stream().map(Question::key).collect(Collectors.toSet())))
        .defaultIfEmpty(new HashMap<>())
        .doOnNext(found -> questions.forEach(one -> answer(one, found.get(one.key()))))
        .doOnError(error -> questions.forEach(one -> one.answer().tryEmitError(error)))
        .onErrorComplete()
        .doFinally(_ -> ended())
        .then();
  }

  private void answer(Question<K, V> question, @Nullable V found) {
    if (found == null) {
      question.answer().tryEmitEmpty();
    } else {
      question.answer().tryEmitValue(found);
    }
  }

  private void ended() {
    synchronized (this) {
      running--;
    }
    begin();
  }
}
