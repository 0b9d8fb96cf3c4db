package io.parley.common.frame;

import io.parley.common.id.UserId;
import java.util.List;

/// One emoji on a message.
///
/// @param users the first 20 who put it there
public record Reaction(String emoji, long count, List<UserId> users) {}
