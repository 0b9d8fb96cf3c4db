package io.parley.chat.log;

/// Where a conversation's log stands.
///
/// @param epoch changes when the log was restored from a backup or lost its end
/// @param first the lowest sequence still kept; 1 until old events are removed
/// @param sequence the highest sequence, 0 of an empty log
/// @param messages how many messages the log holds up to `sequence`
public record Head(String epoch, long first, long sequence, long messages) {}
