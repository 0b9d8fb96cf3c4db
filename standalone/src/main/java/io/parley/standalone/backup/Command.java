package io.parley.standalone.backup;

import io.parley.standalone.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;

/// What both commands do alike.
final class Command {

  private Command() {}

  /// The store of `MONGODB_URI`, else that of the file.
  ///
  /// @throws StartFailure when there is none, or another process has it open
  static Place place(Path file) {
    var address = address();
    if (!address.isEmpty()) {
      return Place.at(address);
    }
    if (!Files.exists(file)) {
      throw new StartFailure("there is no store in %s".formatted(file.getParent()));
    }
    return open(file);
  }

  static Place open(Path file) {
    try {
      return Place.in(file);
    } catch (IllegalStateException e) {
      throw new StartFailure("the store %s is in use".formatted(file), e);
    }
  }

  /// Empty when there is none.
  static String address() {
    var address = System.getenv("MONGODB_URI");
    return address == null ? "" : address.strip();
  }

  static void fail(String sentence) {
    System.err.println("parley: " + sentence);
    System.exit(1);
  }
}
