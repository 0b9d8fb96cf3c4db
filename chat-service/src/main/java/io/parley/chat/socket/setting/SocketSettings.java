package io.parley.chat.socket.setting;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// What a socket may do. Of each limit, 0 switches it off, but for the sizes.
///
/// @param sockets of a user over all nodes
/// @param arrivals sockets that may be coming into a node at once, until they are resumed; further
///   upgrades are answered 503
/// @param framesPerSecond of a socket, in the long run; more close it
/// @param framesBurst of a socket at once
/// @param invalidFrames wrong ones of a socket within a minute; that many close it
/// @param unackedSends sends of a socket without an answer
/// @param frameSize of a client's frame; at least 1 KB
/// @param outboxFrames durable frames that wait for a slow socket
/// @param outboxSize of all frames that wait for a slow socket
/// @param heartbeat time between the pings of the server; at least 1 s
/// @param silence after which a socket is closed
/// @param stall after which a socket is closed that takes nothing although there is something
/// @param drain how long sockets may take to go away when the node does; at most 20 s
public record SocketSettings(
    @DefaultValue("10") int sockets,
    @DefaultValue("300") int arrivals,
    @DefaultValue("20") int framesPerSecond,
    @DefaultValue("200") int framesBurst,
    @DefaultValue("20") int invalidFrames,
    @DefaultValue("32") int unackedSends,
    @DefaultValue("64KB") DataSize frameSize,
    @DefaultValue("4096") int outboxFrames,
    @DefaultValue("4MB") DataSize outboxSize,
    @DefaultValue("25s") Duration heartbeat,
    @DefaultValue("60s") Duration silence,
    @DefaultValue("20s") Duration stall,
    @DefaultValue("12s") Duration drain) {}
