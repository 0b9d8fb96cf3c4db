package io.parley.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.resources.LoopResources;

/// The bound: Reactor Netty and Lettuce with nothing between. A text frame `room LF text` goes to
/// all others of the room, on this node and by Redis on every other one, and is answered with the
/// text. No users, no store, no order, no limits. Frames are encoded once a node, written below the
/// frame encoder, and flushed once a channel and pass of its loop.
///
/// `BareServer NODE REDIS_URL ADDRESS_FILE`: writes its address into the file when it serves.
public final class BareServer {

  private static final String PATH = "/ws/";

  private BareServer() {}

  public static void main(String[] words) throws IOException {
    var client = RedisClient.create(RedisURI.create(words[1]));
    var publishing = client.connect(ByteArrayCodec.INSTANCE).async();
    var listening = client.connectPubSub(ByteArrayCodec.INSTANCE);
    var rooms =
        new Rooms(
            words[0],
            (room, message) -> publishing.publish(room.getBytes(UTF_8), message),
            room -> listening.async().subscribe(room.getBytes(UTF_8)));
    listening.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] channel, byte[] message) {
            rooms.published(new String(channel, UTF_8), message);
          }
        });
    int processors = Runtime.getRuntime().availableProcessors();
    var http =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .runOn(LoopResources.create("bare", processors, true))
            .handle(
                (request, response) -> {
                  var names = List.of(request.uri().substring(PATH.length()).split(","));
                  return response.sendWebsocket((in, _) -> talk(in, rooms, names));
                })
            .bindNow(Duration.ofSeconds(30));
    Files.writeString(Path.of(words[2]), "http://127.0.0.1:" + http.port());
    http.onDispose().block();
  }

  private static Mono<Void> talk(WebsocketInbound in, Rooms rooms, List<String> names) {
    return Mono.create(
        sink ->
            in.withConnection(
                connection -> {
                  var channel = connection.channel();
                  var socket = new BareSocket(channel, rooms);
                  channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "bare", socket);
                  names.forEach(name -> rooms.join(name, socket));
                  channel
                      .closeFuture()
                      .addListener(
                          _ -> {
                            names.forEach(name -> rooms.leave(name, socket));
                            sink.success();
                          });
                  channel.eventLoop().execute(socket::welcome);
                }));
  }
}
