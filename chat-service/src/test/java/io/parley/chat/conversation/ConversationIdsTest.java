package io.parley.chat.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import org.junit.jupiter.api.Test;

class ConversationIdsTest {

  private final UserId ada = new UserId("ada");
  private final UserId ben = new UserId("ben");

  @Test
  void directThenTheSameForBothAndAnotherForOthers() {
    var id = ConversationIds.direct(ada, ben);
    assertThat(id).isEqualTo(ConversationIds.direct(ben, ada));
    assertThat(id).isNotEqualTo(ConversationIds.direct(ada, new UserId("bob")));
    assertThat(id.value()).startsWith("d").hasSize(25);
  }

  @Test
  void repeatableThenOneACreatorAndClientId() {
    var id = ConversationIds.repeatable(ada, "c-1");
    assertThat(id).isEqualTo(ConversationIds.repeatable(ada, "c-1"));
    assertThat(id)
        .isNotEqualTo(ConversationIds.repeatable(ben, "c-1"))
        .isNotEqualTo(ConversationIds.repeatable(ada, "c-2"));
  }

  @Test
  void randomThenNewAndShortEnoughForTheIdOfAnyMessage() {
    var id = ConversationIds.random();
    assertThat(id).isNotEqualTo(ConversationIds.random());
    var last = new MessageId(id, 9_007_199_254_740_991L);
    assertThat(MessageId.parse(last.value())).isEqualTo(last);
  }
}
