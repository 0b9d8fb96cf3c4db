package io.parley.bench.mixed;

import io.parley.bench.deed.Asker;
import io.parley.bench.deed.Timings;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a person asks by REST. Nothing waits for an answer.
///
/// @param token of the person
record Errands(String token, Asker asker, Timings timings) {

  /// The conversations that they are in; on a thread of the asker.
  CompletableFuture<Optional<String>> list() {
    return asker.get(Deed.LIST, "/api/conversations?limit=200", token, timings.now());
  }

  /// They read what was said last in a conversation.
  ///
  /// @param upwards whether they go on to what was before
  void read(Place place, boolean upwards, long due) {
    var path = "/api/conversations/" + place.conversation() + "/messages";
    var page = asker.get(Deed.FIRST_PAGE, path, token, due);
    if (upwards) {
      page.thenAccept(body -> body.ifPresent(items -> readBefore(path, items)));
    }
  }

  /// They look who somebody is.
  void lookAt(String user, long due) {
    asker.get(Deed.PROFILE, "/api/users/" + user, token, due);
  }

  /// Where a page ends stands behind its items.
  private void readBefore(String path, String page) {
    long before = Frames.number(page.substring(page.lastIndexOf(']') + 1), "before");
    if (before >= 0) {
      asker.get(Deed.PAGE_UP, path + "?before=" + before, token, timings.now());
    }
  }
}
