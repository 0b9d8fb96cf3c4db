package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import java.time.Instant;
import java.util.List;
import org.bson.RawBsonDocument;

/// Consecutive drafts of one conversation in one write.
///
/// @param base the tip they are numbered from
record Batch(Mailbox mailbox, List<Pending> drafts, Tip base, ConversationKeys keys) {

  ConversationId conversation() {
    return mailbox.conversation();
  }

  int size() {
    return drafts.size();
  }

  /// Numbers the drafts, and adds their documents to a write.
  void number(Instant at, List<RawBsonDocument> documents) {
    long sequence = base.sequence();
    Tally tally = base.tally();
    for (Pending pending : drafts) {
      var draft = pending.draft();
      var frame =
          EventDocuments.frame(draft.conversation(), ++sequence, draft.by(), at, draft.body());
      tally = tally.with(draft.body());
      pending.number(new LogEvent(frame, draft.key(), tally));
      documents.add(EventDocuments.document(pending.event(), pending, keys));
    }
  }
}
