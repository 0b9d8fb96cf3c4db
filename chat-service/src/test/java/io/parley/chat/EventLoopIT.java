package io.parley.chat;

import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.BlockingCalls;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// One walk over the routes, watched by BlockHound.
class EventLoopIT {

  @Test
  void foundWhenAnEventLoopReadsAFileThenNoted() {
    BlockingCalls.listen();
    Mono.fromCallable(EventLoopIT::readFile).subscribeOn(Schedulers.parallel()).block();
    assertThat(BlockingCalls.found()).isNotEmpty();
  }

  @Test
  void routesThenNoEventLoopBlocks() {
    var ada = person("ada");
    var ben = person("ben");
    var cia = person("cia");
    BlockingCalls.listen();
    var direct = ada.rest().create("direct", ben);
    var id = ada.rest().create("group", ben);
    ada.rest()
        .post(Map.of("users", List.of(cia.toString())), "/api/conversations/{id}/members", id)
        .isStatus(201);
    ada.rest().patch(Map.of("name", "A name"), "/api/conversations/{id}", id).isStatus(200);
    var message = ada.rest().send(id, "m1", "hello").get("id").stringValue();
    ben.rest().send(direct, "m1", "hello");
    var path = "/api/conversations/{id}/messages/{m}";
    ada.rest().patch(Map.of("text", "hello!"), path, id, message).isStatus(200);
    ben.rest().put(null, path + "/reactions/{e}", id, message, "👍").isStatus(200);
    ben.rest().put(Map.of("read", 3), "/api/conversations/{id}/marks", id).isStatus(200);
    ben.rest().get("/api/conversations/{id}/marks", id).isStatus(200);
    ben.rest().get("/api/conversations").isStatus(200);
    ben.rest().get("/api/conversations/{id}/messages", id).isStatus(200);
    ben.rest().get("/api/conversations/{id}/events", id).isStatus(200);
    ada.rest().delete(path, id, message).isStatus(200);
    ada.rest().delete("/api/conversations/{id}/members/{u}", id, cia).isStatus(204);
    ada.rest().delete("/api/conversations/{id}", id).isStatus(204);
    assertThat(BlockingCalls.found()).isEmpty();
  }

  private static int readFile() throws IOException {
    try (var file = new FileInputStream("/dev/null")) {
      return file.read();
    }
  }
}
