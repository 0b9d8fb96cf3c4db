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
  /// @param members of each room; the rooms take the users in their order, and 0 makes none
  public record Plan(int users, int members) {

    public boolean isDirect() {
      return members == 2;
    }

    /// The members of each room.
    public List<List<Integer>> rooms() {
      var rooms = new ArrayList<List<Integer>>();
      for (int first = 0; members > 0 && first + members <= users; first += members) {
        var room = new ArrayList<Integer>();
        for (int i = 0; i < members; i++) {
          room.add(first + i);
        }
        rooms.add(List.copyOf(room));
      }
      return rooms;
    }

    /// To which of so many entrances a user goes: members of a room alternate, and of the pairs one
    /// half has both on one.
    public int entrance(int user, int entrances) {
      return isDirect() ? (user / 2 + user % 2 * (user / 4 % 2)) % entrances : user % entrances;
    }
  }
}
