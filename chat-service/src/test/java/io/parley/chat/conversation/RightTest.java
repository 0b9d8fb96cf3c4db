package io.parley.chat.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RightTest {

  @Test
  void rightsThenExactlyThisTable() {
    var table = new EnumMap<Role, List<Right>>(Role.class);
    for (var role : Role.values()) {
      table.put(role, Arrays.stream(Right.values()).filter(right -> right.isHeldBy(role)).toList());
    }
    assertThat(table)
        .isEqualTo(
            Map.of(
                Role.OWNER, List.of(Right.values()),
                Role.ADMIN,
                    List.of(
                        Right.RENAME,
                        Right.ADD_MEMBERS,
                        Right.REMOVE_MEMBERS,
                        Right.CHANGE_ROLES,
                        Right.DELETE_MESSAGES_OF_OTHERS),
                Role.MODERATOR,
                    List.of(
                        Right.ADD_MEMBERS, Right.REMOVE_MEMBERS, Right.DELETE_MESSAGES_OF_OTHERS),
                Role.MEMBER, List.of()));
  }

  @Test
  void namesThenAsOnTheWire() {
    assertThat(Role.of("moderator")).contains(Role.MODERATOR);
    assertThat(Role.of("MODERATOR")).isEmpty();
    assertThat(Kind.of("direct")).contains(Kind.DIRECT);
    assertThat(Kind.of("room")).isEmpty();
  }
}
