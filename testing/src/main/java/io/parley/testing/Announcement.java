package io.parley.testing;

/// Says on standard output which store the tests of this JVM run against.
final class Announcement {

  private Announcement() {}

  static void print(String store, String origin) {
    System.out.printf("[parley tests] %s: %s%n", store, origin);
  }
}
