package io.parley.chat.log;

/// The outcome of an append: the event stored now, or the one that an earlier append with the same
/// key and content stored (`duplicate`).
public record Appended(LogEvent event, boolean duplicate) {}
