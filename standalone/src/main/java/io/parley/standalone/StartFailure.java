package io.parley.standalone;

/// Why the platform cannot start, in one sentence for a person.
final class StartFailure extends RuntimeException {

  StartFailure(String sentence) {
    super(sentence);
  }

  StartFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
