package io.parley.standalone;

/// Why the platform cannot start, in one sentence for a person.
public final class StartFailure extends RuntimeException {

  public StartFailure(String sentence) {
    super(oneLine(sentence));
  }

  public StartFailure(String sentence, Throwable cause) {
    super(oneLine(sentence), cause);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
