package io.parley.prove.scenario;

import io.parley.common.id.ConversationId;
import io.parley.prove.client.Member;
import java.util.List;

/// A conversation and who talks in it.
record Talk(ConversationId conversation, List<Member> members) {}
