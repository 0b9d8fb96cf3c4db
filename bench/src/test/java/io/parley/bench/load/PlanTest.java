package io.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void entranceWhenPairsThenHalfOfThemAreOnTwoNodes() {
    var plan = Company.Plan.of(1_000, 2);

    assertThat(plan.rooms())
        .hasSize(500)
        .filteredOn(pair -> plan.entrance(pair.getFirst(), 2) != plan.entrance(pair.getLast(), 2))
        .hasSize(250);
    assertThat(IntStream.range(0, 1_000).filter(user -> plan.entrance(user, 2) == 0)).hasSize(500);
  }

  @Test
  void entranceWhenRoomsThenTheirMembersAlternate() {
    var plan = Company.Plan.of(1_000, 100);

    assertThat(plan.rooms())
        .hasSize(10)
        .allSatisfy(
            room ->
                assertThat(room.stream().filter(user -> plan.entrance(user, 2) == 1)).hasSize(50));
  }

  @Test
  void receiversThenTheMeanOverWhoeverSaysSomethingSomewhere() {
    var pairAndGroup =
        new Company.Plan(5, List.of(List.of(0, 1), List.of(0, 1, 2, 3), List.of(3, 4)), 0);

    assertThat(Company.Plan.of(1_000, 100).receivers()).isEqualTo(99);
    assertThat(pairAndGroup.receivers()).isEqualTo(2);
  }

  @Test
  void roomsWhenSomeUsersAreLeftThenTheyHaveNone() {
    assertThat(Company.Plan.of(250, 100).rooms()).hasSize(2);
    assertThat(Company.Plan.of(250, 0).rooms()).isEmpty();
  }
}
