package io.parley.bench.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bench.load.Company;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import io.parley.bench.reads.Library.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibraryTest {

  private static final Company COMPANY = company();

  private final Library library = new Library(COMPANY);

  @ParameterizedTest
  @EnumSource(Question.class)
  void requestThenOfAReaderWhoIsAMember(Question question) {
    var random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      var request = library.request(question, 100, random);
      var reader = user(request.token());
      assertThat(reader.number()).isBetween(1_000, 1_099);
      if (request.path().startsWith("/api/conversations/")) {
        assertThat(room(request.path().split("[/?]")[3]).members()).contains(reader.number());
      }
    }
  }

  @Test
  void requestWhenPresenceThenOfOthersInTheHall() {
    var path = library.request(Question.PRESENCE_OF_200, 100, new Random(1)).path();

    var asked = List.of(path.substring(path.indexOf('=') + 1).split(","));
    assertThat(new HashSet<>(asked)).hasSize(200);
    assertThat(COMPANY.rooms().getLast().members())
        .containsAll(asked.stream().map(id -> Integer.valueOf(id.substring(1))).toList());
  }

  @Test
  void writersThenOneEachAndNobodyElseIsThere() {
    var writers = library.writers(COMPANY);

    assertThat(writers.users()).hasSize(Library.GROUPS);
    assertThat(writers.rooms())
        .allSatisfy(room -> assertThat(room.members()).hasSize(1))
        .allSatisfy(
            room ->
                assertThat(room(room.id()).members()).contains(1_100 + room.members().getFirst()));
  }

  @Test
  void talkersThenInPairsAlone() {
    assertThat(Library.talkers(COMPANY).users()).hasSize(1_000);
    assertThat(Library.talkers(COMPANY).rooms())
        .hasSize(500)
        .allSatisfy(room -> assertThat(room.members()).hasSize(2));
  }

  private static User user(String token) {
    return COMPANY.users().stream()
        .filter(user -> user.token().equals(token))
        .findFirst()
        .orElseThrow();
  }

  private static Room room(String id) {
    return COMPANY.rooms().stream().filter(room -> room.id().equals(id)).findFirst().orElseThrow();
  }

  private static Company company() {
    var plan = Library.plan();
    var rooms = new ArrayList<Room>();
    plan.rooms().forEach(members -> rooms.add(new Room("c" + rooms.size(), members)));
    var users =
        IntStream.range(0, plan.users()).mapToObj(i -> new User(i, "u" + i, "token" + i)).toList();
    return new Company(users, rooms);
  }
}
