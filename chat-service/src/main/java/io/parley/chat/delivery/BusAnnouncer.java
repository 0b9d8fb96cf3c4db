package io.parley.chat.delivery;

import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.BusListener;
import io.parley.chat.log.Hearsay;
import io.parley.chat.log.Relay;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the sessions of this node directly and those of the others by the bus, and hands on what
/// the others say.
final class BusAnnouncer implements Announcer, BusListener {

  private static final Logger log = LoggerFactory.getLogger(BusAnnouncer.class);

  private final NodeId node;
  private final Bus bus;
  private final Feeds feeds;
  private final Audience audience;
  private final Hearsay hearsay;
  private final Relay relay;
  private final Runnable compareAll;
  private final Heights heights;

  /// @param compareAll is run when the bus may have lost something of every channel
  BusAnnouncer(
      NodeId node,
      Bus bus,
      Feeds feeds,
      Audience audience,
      Hearsay hearsay,
      Relay relay,
      Runnable compareAll) {
    this.node = node;
    this.bus = bus;
    this.feeds = feeds;
    this.heights = feeds.heights();
    this.audience = audience;
    this.hearsay = hearsay;
    this.relay = relay;
    this.compareAll = compareAll;
  }

  @Override
  public void toConversation(
      ConversationId conversation,
      ServerFrame.Control frame,
      @Nullable UserId exceptUser,
      @Nullable SessionId exceptSession) {
    var outgoing = Outgoing.of(frame);
    if (heights.admits(outgoing)) {
      tell(conversation, outgoing, exceptUser, exceptSession);
      publish(Feeds.channel(conversation), passing(outgoing, exceptUser, exceptSession));
    }
  }

  @Override
  public void toUser(UserId user, ServerFrame.Control frame, @Nullable SessionId except) {
    if (frame instanceof ServerFrame.ConversationRemoved removed) {
      audience.removed(user, removed.conversation(), removed.reason());
      publish(
          Audience.channel(user),
          new BusMessage.Removed(node, removed.conversation(), removed.reason()));
    } else {
      var outgoing = Outgoing.of(frame);
      if (heights.admits(outgoing)) {
        audience.tell(user, outgoing, except);
        publish(Audience.channel(user), passing(outgoing, null, except));
      }
    }
  }

  @Override
  public void joined(ConversationId conversation, UserId user, long sequence) {
    audience.announced(conversation, user, sequence);
    publish(Audience.channel(user), new BusMessage.Joined(node, conversation, sequence));
  }

  @Override
  public void received(String channel, byte[] message) {
    var decoded = BusCodec.decode(message);
    if (decoded == null) {
      log.debug("a message on {} cannot be read", channel);
    } else if (channel.startsWith(Feeds.CHANNEL)) {
      ofConversation(ConversationId.of(channel.substring(Feeds.CHANNEL.length())), decoded);
    } else if (channel.startsWith(Audience.CHANNEL)) {
      ofUser(new UserId(channel.substring(Audience.CHANNEL.length())), decoded);
    }
  }

  @Override
  public void resubscribed() {
    compareAll.run();
  }

  private void ofConversation(ConversationId conversation, BusMessage message) {
    var feed = feeds.get(conversation);
    if (feed == null) {
      return;
    }
    switch (message) {
      case BusMessage.Stored stored -> {
        var ours = isOurs(conversation, stored);
        hearsay.heard(conversation, stored.sequence(), stored.tally(), stored.from(), ours);
        feed.arrived(Passage.of(conversation, stored));
      }
      case BusMessage.Reached reached -> {
        hearsay.heard(conversation, reached.sequence(), reached.tally(), null, false);
        feed.reached(reached.sequence());
      }
      case BusMessage.Passing passing -> {
        var outgoing = outgoing(passing);
        if (!passing.from().equals(node) && heights.admits(outgoing)) {
          feed.tell(outgoing, passing.exceptUser(), passing.exceptSession());
        }
      }
      case BusMessage.Joined _, BusMessage.Removed _ -> log.debug("a message of a user elsewhere");
    }
  }

  /// Whoever waits for it here is answered before it passes.
  private boolean isOurs(ConversationId conversation, BusMessage.Stored stored) {
    var relayed = stored.relayed();
    return relayed != null
        && relay.written(conversation, stored.sequence(), stored.tally(), stored.origin(), relayed);
  }

  private void ofUser(UserId user, BusMessage message) {
    switch (message) {
      case BusMessage.Passing passing -> {
        var outgoing = outgoing(passing);
        if (!passing.from().equals(node) && heights.admits(outgoing)) {
          audience.tell(user, outgoing, passing.exceptSession());
        }
      }
      case BusMessage.Joined joined -> {
        if (!joined.from().equals(node)) {
          audience.announced(joined.conversation(), user, joined.sequence());
        }
      }
      case BusMessage.Removed removed -> {
        if (!removed.from().equals(node)) {
          audience.removed(user, removed.conversation(), removed.reason());
        }
      }
      case BusMessage.Stored _, BusMessage.Reached _ ->
          log.debug("a message of a conversation elsewhere");
    }
  }

  private void tell(
      ConversationId conversation,
      Outgoing frame,
      @Nullable UserId exceptUser,
      @Nullable SessionId exceptSession) {
    var feed = feeds.get(conversation);
    if (feed != null) {
      feed.tell(frame, exceptUser, exceptSession);
    }
  }

  private BusMessage passing(
      Outgoing frame, @Nullable UserId exceptUser, @Nullable SessionId exceptSession) {
    return new BusMessage.Passing(
        node,
        frame.nature(),
        frame.key(),
        frame.height(),
        exceptUser,
        exceptSession,
        frame.bytes());
  }

  private static Outgoing outgoing(BusMessage.Passing passing) {
    return new Outgoing(passing.frame(), passing.nature(), passing.key(), passing.height());
  }

  private void publish(String channel, BusMessage message) {
    bus.publish(channel, BusCodec.encode(message));
  }
}
