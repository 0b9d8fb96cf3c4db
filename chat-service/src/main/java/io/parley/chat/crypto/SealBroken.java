package io.parley.chat.crypto;

/// What is stored does not open at this place: it was changed, moved here from elsewhere, or its
/// key is another. Nothing of it is shown.
public final class SealBroken extends RuntimeException {

  SealBroken(String reason) {
    super("a sealed value does not open: " + reason, null, false, false);
  }
}
