package io.parley.auth.internal;

import io.parley.auth.login.Endings;
import io.parley.common.bus.Revocation;
import io.parley.common.id.OpaqueId;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Ended logins, page by page, for everyone who keeps them in memory. The last page's cursor stands
/// half a minute back, since a write may become visible after a later one: readers get some again
/// and must not mind.
@RestController
final class RevocationsController {

  private static final int PAGE = 1000;
  private static final Duration OVERLAP = Duration.ofSeconds(30);

  private final Endings endings;

  RevocationsController(Endings endings) {
    this.endings = endings;
  }

  /// @param more whether to ask again at once
  record Page(List<Revocation> items, String next, boolean more) {}

  @GetMapping("/internal/revocations")
  Mono<Page> revocations(@RequestParam(defaultValue = "") String after) {
    var place = Place.parse(after);
    return endings
        .endedAfter(place.at(), place.id(), PAGE)
        .map(page -> new Page(page.items(), next(page, place).text(), page.full()));
  }

  private static Place next(Endings.Page page, Place asked) {
    if (page.full()) {
      return new Place(page.lastAt(), page.lastId());
    }
    var back = page.lastAt().minus(OVERLAP);
    return back.isAfter(asked.at()) ? new Place(back, "") : asked;
  }

  /// A moment of the database's clock and, within it, the login that was read last.
  private record Place(Instant at, String id) {

    static Place parse(String text) {
      if (text.isEmpty()) {
        return new Place(Instant.EPOCH, "");
      }
      var dot = text.indexOf('.');
      try {
        var at = Instant.ofEpochMilli(Long.parseLong(text.substring(0, Math.max(dot, 0))));
        var id = text.substring(dot + 1);
        if (id.isEmpty() || OpaqueId.isValid(id)) {
          return new Place(at, id);
        }
      } catch (NumberFormatException e) {
        throw bad();
      }
      throw bad();
    }

    String text() {
      return at.toEpochMilli() + "." + id;
    }

    private static ProblemException bad() {
      return new ProblemException(ProblemType.BAD_CURSOR, "after: not a cursor of this list");
    }
  }
}
