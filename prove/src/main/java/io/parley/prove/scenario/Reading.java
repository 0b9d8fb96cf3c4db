package io.parley.prove.scenario;

import io.parley.prove.client.Member;
import io.parley.prove.client.Reader;
import io.parley.prove.client.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Every member reads everything, and of each conversation a stranger tries to.
record Reading(Surroundings around, URI platform) {

  private static final int AT_ONCE = 6;

  void all(Cast cast) throws IOException, InterruptedException {
    var tasks = new ArrayList<Task>();
    for (var talk : cast.talks()) {
      for (var member : talk.members()) {
        tasks.add(
            () -> {
              var reader = reader(member);
              reader.log(talk.conversation());
              reader.history(talk.conversation());
              reader.standing(talk.conversation());
            });
      }
      cast.members().stream()
          .filter(member -> !talk.members().contains(member))
          .findFirst()
          .ifPresent(stranger -> tasks.add(() -> reader(stranger).log(talk.conversation())));
    }
    run(tasks);
  }

  /// One member of each conversation reads its log, for what a restart may not change.
  void logs(Cast cast) throws IOException, InterruptedException {
    var tasks = new ArrayList<Task>();
    for (var talk : cast.talks()) {
      tasks.add(() -> reader(talk.members().getFirst()).log(talk.conversation()));
    }
    run(tasks);
  }

  /// One of the crowd asks how all of it are.
  void presence(Cast cast) throws IOException, InterruptedException {
    reader(cast.crowd().getFirst())
        .presence(cast.crowd().stream().map(member -> member.account().id()).toList());
  }

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private Reader reader(Member member) {
    return new Reader(around, platform, member.account());
  }

  private static void run(List<Task> tasks) throws IOException, InterruptedException {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      var running = new ArrayList<Future<?>>();
      for (var task : tasks) {
        running.add(
            threads.submit(
                () -> {
                  task.run();
                  return null;
                }));
      }
      for (var one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("not everything could be read", e.getCause());
    }
  }
}
