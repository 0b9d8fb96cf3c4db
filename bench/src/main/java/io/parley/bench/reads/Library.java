package io.parley.bench.reads;

import io.parley.bench.load.Company;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A company of users who talk in pairs, of readers, and of writers who fill what is read: each of
/// the [#GROUPS] has a writer and half of the readers. Readers and talkers share a hall, in which
/// nothing is said, so that they may know of each other's presence.
public final class Library {

  public static final Company.Plan PAIRS = Company.Plan.of(1_000, 2);
  public static final int GROUPS = 100;

  private static final int READERS = 100;
  private static final int READERS_A_GROUP = 50;
  private static final int PRESENCES = 200;
  private static final int FIRST_READER = PAIRS.users();
  private static final int FIRST_WRITER = FIRST_READER + READERS;

  private final List<User> readers;
  private final List<User> writers;
  private final List<Room> groups;
  private final String presences;

  /// @param company that a target assembled by [#plan]
  public Library(Company company) {
    readers = company.users().subList(FIRST_READER, FIRST_WRITER);
    writers = company.users().subList(FIRST_WRITER, FIRST_WRITER + GROUPS);
    groups = company.rooms().subList(PAIRS.rooms().size(), PAIRS.rooms().size() + GROUPS);
    presences =
        company.users().stream()
            .limit(PRESENCES)
            .map(User::id)
            .collect(Collectors.joining(",", "/api/presence?users=", ""));
  }

  /// What can be asked for; as results name it.
  public enum Question {
    CONVERSATION_LIST,
    UNREAD_OF_ONE,
    FIRST_PAGE,
    PAGE_IN_THE_MIDDLE,
    EVENTS_IN_THE_MIDDLE,
    PROFILE_OF_A_SENDER,
    DIRECTORY_SEARCH,
    PRESENCE_OF_200;

    /// As results name it.
    public String kind() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// A question that one of the readers has.
  ///
  /// @param token of the reader
  record Request(String path, String token) {}

  public static Company.Plan plan() {
    var rooms = new ArrayList<>(PAIRS.rooms());
    for (int group = 0; group < GROUPS; group++) {
      var members = new ArrayList<Integer>();
      members.add(FIRST_WRITER + group);
      for (int i = 0; i < READERS_A_GROUP; i++) {
        members.add(FIRST_READER + (group + i) % READERS);
      }
      rooms.add(members);
    }
    rooms.add(
        IntStream.concat(IntStream.range(FIRST_READER, FIRST_WRITER), IntStream.range(0, PRESENCES))
            .boxed()
            .toList());
    return new Company.Plan(FIRST_WRITER + GROUPS, rooms, 0);
  }

  /// Those who talk.
  public static Company talkers(Company company) {
    return new Company(
        company.users().subList(0, PAIRS.users()),
        company.rooms().subList(0, PAIRS.rooms().size()));
  }

  /// Those who fill the groups, each the one of theirs; nobody else in them has a socket.
  public Company writers(Company company) {
    var users = new ArrayList<User>();
    var rooms = new ArrayList<Room>();
    for (int group = 0; group < GROUPS; group++) {
      var writer = writers.get(group);
      users.add(new User(group, writer.id(), writer.token()));
      rooms.add(new Room(groups.get(group).id(), List.of(group)));
    }
    return new Company(users, rooms);
  }

  /// @param each how much is stored in each of the groups
  Request request(Question question, int each, Random random) {
    int reader = random.nextInt(READERS);
    // A reader is in the groups of this number and of those below it
    int group = Math.floorMod(reader - random.nextInt(READERS_A_GROUP), GROUPS);
    var conversation = "/api/conversations/" + groups.get(group).id();
    int middle = Math.max(1, each / 2);
    var path =
        switch (question) {
          case CONVERSATION_LIST -> "/api/conversations";
          case UNREAD_OF_ONE -> conversation;
          case FIRST_PAGE -> conversation + "/messages";
          case PAGE_IN_THE_MIDDLE -> conversation + "/messages?before=" + (middle + 1);
          case EVENTS_IN_THE_MIDDLE -> conversation + "/events?after=" + middle;
          case PROFILE_OF_A_SENDER -> "/api/users/" + writers.get(group).id();
          case DIRECTORY_SEARCH -> "/api/users?query=" + random.nextInt(PAIRS.users());
          case PRESENCE_OF_200 -> presences;
        };
    return new Request(path, readers.get(reader).token());
  }
}
