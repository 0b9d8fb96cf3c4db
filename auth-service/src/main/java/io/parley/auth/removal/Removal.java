package io.parley.auth.removal;

import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.Belongings;
import io.parley.auth.audit.Audit;
import io.parley.auth.login.Endings;
import io.parley.auth.peer.ChatService;
import io.parley.common.id.UserId;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The steps of a deletion. Each may be repeated, and all are until the last one is done.
@Component
final class Removal {

  private final Removals removals;
  private final AccountChanges changes;
  private final Endings endings;
  private final List<Belongings> belongings;
  private final ChatService chat;
  private final Audit audit;

  Removal(
      Removals removals,
      AccountChanges changes,
      Endings endings,
      List<Belongings> belongings,
      ChatService chat,
      Audit audit) {
    this.removals = removals;
    this.changes = changes;
    this.endings = endings;
    this.belongings = List.copyOf(belongings);
    this.chat = chat;
    this.audit = audit;
  }

  /// What is deleted before anybody is told that it is: who it was, and all logins. The rest is
  /// certain to follow from here on.
  Mono<Void> begin(UserId user) {
    return removals.begin(user).then(anonymize(user));
  }

  /// Everything, those things again that [#begin] did, since it may have died in the middle.
  Mono<Void> finish(UserId user) {
    return anonymize(user)
        .thenMany(Flux.fromIterable(belongings))
        .concatMap(one -> one.forget(user))
        .then(Mono.defer(() -> chat.leaveAll(user)))
        .then(Mono.defer(() -> removals.complete(user)))
        .then(audit.write(Audit.Entry.of("account.deletion.completed").with("user", user)));
  }

  private Mono<Void> anonymize(UserId user) {
    return changes.anonymize(user).then(Mono.defer(() -> endings.endAll(user, "account deleted")));
  }
}
