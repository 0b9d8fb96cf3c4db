package io.parley.chat.log;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The settings of the log.
///
/// @param deadline from the call of [Appender#append], after which a draft ends with [TryAgain]
/// @param answer of one call to the store, `wtimeout` included, after which its outcome is unknown
/// @param flushDrafts drafts of different conversations in one write
/// @param flushes such writes at once
/// @param crowdDrafts drafts of one conversation in a write of its own
/// @param crowdSize their bodies together
/// @param crowds such writes at once
/// @param queuedInConversation drafts of one conversation that may wait on this node
/// @param queuedDrafts drafts that may wait on this node
/// @param queuedSize their bodies together
/// @param remembered conversations whose head stays in memory
public record LogSettings(
    @DefaultValue("5s") Duration deadline,
    @DefaultValue("2s") Duration answer,
    @DefaultValue("300") int flushDrafts,
    @DefaultValue("4") int flushes,
    @DefaultValue("200") int crowdDrafts,
    @DefaultValue("1MB") DataSize crowdSize,
    @DefaultValue("8") int crowds,
    @DefaultValue("1000") int queuedInConversation,
    @DefaultValue("20000") int queuedDrafts,
    @DefaultValue("64MB") DataSize queuedSize,
    @DefaultValue("50000") int remembered) {}
