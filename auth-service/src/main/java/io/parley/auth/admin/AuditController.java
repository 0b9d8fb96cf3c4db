package io.parley.auth.admin;

import io.parley.auth.audit.AuditLog;
import io.parley.auth.audit.AuditRecord;
import io.parley.auth.paging.Cursors;
import io.parley.auth.paging.PageLimit;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// The audit log, latest entry first, for administrators.
@RestController
final class AuditController {

  private final Staff staff;
  private final AuditLog log;
  private final Cursors cursors;

  AuditController(Staff staff, AuditLog log, Cursors cursors) {
    this.staff = staff;
    this.log = log;
    this.cursors = cursors;
  }

  record Entries(List<AuditRecord> items, @Nullable String next) {}

  /// What is asked for; `from` is inclusive, `to` is not.
  record Wanted(
      @Nullable UserId user,
      @Nullable String action,
      @Nullable Instant from,
      @Nullable Instant to) {

    String key() {
      return String.join("\n", "audit", "" + user, "" + action, "" + from, "" + to);
    }

    AuditLog.Question question() {
      return new AuditLog.Question(user == null ? null : user.value(), action, from, to);
    }
  }

  @GetMapping("/api/admin/audit")
  Mono<Entries> entries(
      Caller caller,
      @ModelAttribute Wanted wanted,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return staff
        .admin(caller)
        .flatMap(
            by -> {
              var before = cursor == null ? null : cursors.read(wanted.key(), cursor);
              return log.read(wanted.question(), before, PageLimit.checked(limit) + 1)
                  .collectList();
            })
        .map(found -> page(found, limit, wanted));
  }

  private Entries page(List<AuditRecord> found, int limit, Wanted wanted) {
    return new Entries(
        found.stream().limit(limit).toList(),
        found.size() > limit ? cursors.write(wanted.key(), found.get(limit - 1).id()) : null);
  }
}
