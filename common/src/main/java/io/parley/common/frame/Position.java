package io.parley.common.frame;

/// How far a client has read a conversation: everything up to `sequence` of the log's `epoch` has
/// come.
public record Position(String epoch, long sequence) {}
