package io.parley.bench.load;

import java.util.ArrayList;
import java.util.List;

/// All users of a run and where they talk.
public record Company(List<User> users, List<Room> rooms) {

  /// The rooms of one user.
  public List<Room> roomsOf(User user) {
    return rooms.stream().filter(room -> room.members().contains(user.number())).toList();
  }

  /// Which users share a room.
  ///
  /// @param users how many
  /// @param rooms the members of each
  /// @param absent how many more are members of the first room, without ever coming
  public record Plan(int users, List<List<Integer>> rooms, int absent) {

    /// @param members of each room; the rooms take the users in their order, and 0 makes none
    public static Plan of(int users, int members) {
      var rooms = new ArrayList<List<Integer>>();
      for (int first = 0; members > 0 && first + members <= users; first += members) {
        var room = new ArrayList<Integer>();
        for (int i = 0; i < members; i++) {
          room.add(first + i);
        }
        rooms.add(List.copyOf(room));
      }
      return new Plan(users, List.copyOf(rooms), 0);
    }

    /// The same with so many more in the first room, who never come.
    public Plan withAbsent(int more) {
      return new Plan(users, rooms, more);
    }

    /// How many others get a message, if everyone says as much in each of their rooms.
    public double receivers() {
      double turns = rooms.stream().mapToInt(List::size).sum();
      return rooms.stream().mapToDouble(room -> room.size() * (room.size() - 1)).sum() / turns;
    }

    /// To which of so many entrances a user goes: members of a room alternate, and of the pairs one
    /// half has both on one.
    public int entrance(int user, int entrances) {
      return hasPairsAlone()
          ? (user / 2 + user % 2 * (user / 4 % 2)) % entrances
          : user % entrances;
    }

    private boolean hasPairsAlone() {
      return rooms.size() * 2 == users && rooms.stream().allMatch(room -> room.size() == 2);
    }
  }
}
