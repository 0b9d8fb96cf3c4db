package io.parley.chat.log;

/// The key was used before, for other content. What is stored stays unchanged.
public final class ContentDiffers extends RuntimeException {

  public ContentDiffers(String key) {
    super("key " + key + " was used for other content", null, false, false);
  }
}
