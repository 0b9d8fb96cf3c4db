package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.util.List;

/// A batch of which an insert refused a draft.
///
/// @param stored how many drafts before that one are stored
record RefusedBatch(Batch batch, int stored) {

  ConversationId conversation() {
    return batch.conversation();
  }

  List<Pending> before() {
    return batch.drafts().subList(0, stored);
  }

  Pending first() {
    return batch.drafts().get(stored);
  }

  /// The end of the log that the refused draft was numbered from.
  Tip below() {
    return stored == 0 ? batch.base() : batch.drafts().get(stored - 1).tip();
  }
}
