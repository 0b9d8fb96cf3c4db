package io.parley.common.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecReadTest {

  private static final ConversationId C1 = new ConversationId("c1");

  @Test
  void decodeWhenSendWithEveryFieldThenAllOfThem() {
    var frame =
        good(
            """
            {"custom":{"a":[1,2.50,"x"],"b":null},"mentions":["u1","u2"],"attachments":[],
             "replyTo":"c1-7","text":"h\\u00e9","clientMessageId":"m1","conversation":"c1",
             "ref":"r","type":"send","unknown":{"deep":[{}]}}\
            """);

    assertThat(frame)
        .isEqualTo(
            new ClientFrame.Send(
                "r",
                C1,
                new ClientMessageId("m1"),
                new MessageContent(
                    "hé",
                    new MessageId(C1, 7),
                    "[]",
                    List.of(new UserId("u1"), new UserId("u2")),
                    "{\"a\":[1,2.50,\"x\"],\"b\":null}")));
  }

  @Test
  void decodeWhenOptionalFieldsAreNullThenAsIfAbsent() {
    var frame =
        good(
            """
            {"type":"send","ref":null,"conversation":"c1","clientMessageId":"m1","text":"",
             "replyTo":null,"attachments":null,"mentions":null,"custom":null}\
            """);

    assertThat(frame)
        .isEqualTo(
            new ClientFrame.Send(null, C1, new ClientMessageId("m1"), MessageContent.text("")));
  }

  @Test
  void decodeWhenOtherTypesThenEachItsOwn() {
    assertThat(good("{\"type\":\"ping\",\"ref\":\"1\",\"text\":5}"))
        .isEqualTo(new ClientFrame.Ping("1"));
    assertThat(good("{\"type\":\"auth\",\"token\":\"t\"}"))
        .isEqualTo(new ClientFrame.Auth(null, "t"));
    assertThat(good("{\"type\":\"typing\",\"conversation\":\"c1\",\"on\":false}"))
        .isEqualTo(new ClientFrame.Typing(null, C1, false));
    assertThat(good("{\"type\":\"presence\",\"state\":\"away\"}"))
        .isEqualTo(new ClientFrame.SetPresence(null, true));
    assertThat(good("{\"type\":\"watch\",\"users\":[]}"))
        .isEqualTo(new ClientFrame.Watch(null, List.of()));
    assertThat(good("{\"type\":\"delete\",\"conversation\":\"c1\",\"message\":\"c1-3\"}"))
        .isEqualTo(new ClientFrame.Delete(null, C1, new MessageId(C1, 3)));
    assertThat(
            good("{\"type\":\"edit\",\"conversation\":\"c1\",\"message\":\"c1-3\",\"text\":\"x\"}"))
        .isEqualTo(new ClientFrame.Edit(null, C1, new MessageId(C1, 3), "x", null));
    assertThat(
            good(
                "{\"type\":\"react\",\"conversation\":\"c1\",\"message\":\"c1-3\",\"emoji\":\"👍\",\"on\":true}"))
        .isEqualTo(new ClientFrame.React(null, C1, new MessageId(C1, 3), "👍", true));
  }

  @Test
  void decodeWhenResumeThenPositions() {
    var frame =
        good(
            """
            {"type":"resume","ref":"r","positions":{"c1":{"epoch":"e","sequence":4,"x":1}},"more":true,"pending":true}\
            """);

    assertThat(frame)
        .isEqualTo(new ClientFrame.Resume("r", Map.of(C1, new Position("e", 4)), true, true));
  }

  @Test
  void decodeWhenMarkPastEveryRangeThenNearestLong() {
    var frame =
        good(
            "{\"type\":\"mark\",\"conversation\":\"c1\",\"delivered\":"
                + "9".repeat(30)
                + ",\"read\":-1}");

    assertThat(frame).isEqualTo(new ClientFrame.Mark(null, C1, Long.MAX_VALUE, -1L));
  }

  @Test
  void decodeWhenIdHasItsFormButIsNoMessageThenNotFound() {
    var bad =
        bad("{\"type\":\"delete\",\"ref\":\"r\",\"conversation\":\"c1\",\"message\":\"nope\"}");

    assertThat(bad.problem()).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(bad.ref()).isEqualTo("r");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|frame: no object (expected: one JSON object)",
        "nonsense|frame: not JSON",
        "{\"type\":\"ping\"|frame: not JSON",
        "{\"type\":\"ping\"} {}|frame: more than one JSON value",
        "{\"ref\":\"r\"}|type: missing",
        "{\"type\":7}|type: an integer (expected: a string)",
        "{\"type\":\"fly\"}|type: not one that the server knows",
        "{\"type\":\"ping\",\"ref\":1}|ref: an integer (expected: a string)",
        "{\"type\":\"typing\",\"conversation\":\"c1\"}|on: missing",
        "{\"type\":\"typing\",\"conversation\":\"c1\",\"on\":\"true\"}|on: a string (expected: true"
            + " or false)",
        "{\"type\":\"typing\",\"conversation\":\"c 1\",\"on\":true}|conversation: 3 characters"
            + " (expected: 1 to 64 of [A-Za-z0-9_-])",
        "{\"type\":\"mark\",\"conversation\":\"c1\"}|delivered, read: missing (expected: at least"
            + " one)",
        "{\"type\":\"mark\",\"conversation\":\"c1\",\"read\":1.0}|read: a number with a fraction or"
            + " exponent (expected: an integer)",
        "{\"type\":\"mark\",\"conversation\":\"c1\",\"read\":\"1\"}|read: a string (expected: an"
            + " integer)",
        "{\"type\":\"watch\",\"users\":[1]}|users: an array with other values (expected: an array"
            + " of strings)",
        "{\"type\":\"watch\",\"users\":[\"\"]}|users: 0 characters (expected: 1 to 64 of"
            + " [A-Za-z0-9_-])",
        "{\"type\":\"presence\",\"state\":\"gone\"}|state: another value (expected: online or"
            + " away)",
        "{\"type\":\"resume\",\"positions\":{\"c1\":4}}|positions: an object with other values"
            + " (expected: an object)",
        "{\"type\":\"send\",\"conversation\":\"c1\",\"clientMessageId\":\"m\",\"text\":\"\\ud800\"}|text:"
            + " half a surrogate pair (expected: a string)",
        "{\"type\":\"send\",\"conversation\":\"c1\",\"clientMessageId\":\"m\",\"text\":\"x\",\"custom\":[]}|custom:"
            + " another value (expected: an object)",
        "{\"type\":\"send\",\"conversation\":\"c1\",\"clientMessageId\":\"m\",\"text\":\"x\",\"replyTo\":\"u\"}|replyTo:"
            + " no message of this conversation"
      })
  void decodeWhenWrongThenValueAndExpectation(String json, String detail) {
    assertThat(bad(json).detail()).isEqualTo(detail);
    assertThat(bad(json).problem()).isEqualTo(ProblemType.INVALID);
  }

  @Test
  void decodeWhenIgnoredFieldBreaksALimitThenInvalid() {
    assertThat(bad("{\"type\":\"ping\",\"x\":" + "[".repeat(101) + "]".repeat(101) + "}").detail())
        .isEqualTo("frame: too deep, or a number or name too long");
    assertThat(bad("{\"type\":\"ping\",\"x\":" + "1".repeat(1_001) + "}").problem())
        .isEqualTo(ProblemType.INVALID);
    assertThat(bad("{\"type\":\"ping\",\"" + "n".repeat(1_025) + "\":1}").problem())
        .isEqualTo(ProblemType.INVALID);
    assertThat(good("{\"type\":\"ping\",\"x\":" + "[".repeat(90) + "]".repeat(90) + "}"))
        .isEqualTo(new ClientFrame.Ping(null));
  }

  @Test
  void decodeWhenTooManyThenSaysHowMany() {
    var users =
        IntStream.range(0, 201).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));
    var positions =
        IntStream.range(0, 301)
            .mapToObj(i -> "\"c" + i + "\":{\"epoch\":\"e\",\"sequence\":1}")
            .collect(Collectors.joining(","));

    assertThat(bad("{\"type\":\"watch\",\"users\":[" + users + "]}").detail())
        .isEqualTo("users: 201 (expected: at most 200)");
    assertThat(bad("{\"type\":\"resume\",\"positions\":{" + positions + "}}").detail())
        .startsWith("positions: more than 300 conversations");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void decodeWhenBytesAreRandomlyBrokenThenNeverThrows(long seed) {
    var random = new Random(seed);
    var whole =
        """
        {"type":"send","ref":"r1","conversation":"c1","clientMessageId":"m1","text":"hello \\ud83d\\ude00",
         "mentions":["u1"],"custom":{"k":[1,2,{"x":null}]},"attachments":[],"replyTo":"c1-1"}\
        """
            .getBytes(UTF_8);

    for (int round = 0; round < 20_000; round++) {
      var bytes = whole.clone();
      for (int hit = random.nextInt(4); hit >= 0; hit--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));

      assertThat(FrameCodec.decode(random.nextBoolean() ? bytes : cut)).isNotNull();
    }
  }

  private static ClientFrame good(String json) {
    var decoded = FrameCodec.decode(json.getBytes(UTF_8));
    assertThat(decoded).isInstanceOf(Decoded.Good.class);
    return ((Decoded.Good) decoded).frame();
  }

  private static Decoded.Bad bad(String json) {
    var decoded = FrameCodec.decode(json.getBytes(UTF_8));
    assertThat(decoded).isInstanceOf(Decoded.Bad.class);
    return (Decoded.Bad) decoded;
  }
}
