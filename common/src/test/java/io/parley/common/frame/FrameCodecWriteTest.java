package io.parley.common.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class FrameCodecWriteTest {

  private static final Instant AT = Instant.parse("2026-11-21T09:00:00Z");
  private static final String TIME = "\"2026-11-21T09:00:00.000Z\"";
  private static final ConversationId C1 = new ConversationId("c1");
  private static final UserId U1 = new UserId("u1");
  private static final UserId U2 = new UserId("u2");

  static Stream<Arguments> frames() {
    return Stream.of(
        Arguments.of(
            new ServerFrame.Welcome(
                null,
                new SessionId("s"),
                U1,
                AT,
                AT.plusMillis(1),
                25,
                new ServerFrame.Limits(65536, 16384, 32)),
            "{'type':'welcome','session':'s','user':'u1','serverTime':T,'expiresAt':'2026-11-21T09:00:00.001Z','heartbeatSeconds':25,'limits':{'frameBytes':65536,'textBytes':16384,'unackedSends':32}}"),
        Arguments.of(
            new ServerFrame.Ack(
                "r", C1, new ClientMessageId("m"), new MessageId(C1, 3), 3, AT, false),
            "{'type':'ack','ref':'r','conversation':'c1','clientMessageId':'m','message':'c1-3','sequence':3,'createdAt':T,'duplicate':false}"),
        Arguments.of(
            new ServerFrame.ConversationAdded("{\"id\":\"c1\"}"),
            "{'type':'conversation.added','conversation':{'id':'c1'}}"),
        Arguments.of(
            new ServerFrame.ConversationRemoved(C1, "left"),
            "{'type':'conversation.removed','conversation':'c1','reason':'left'}"),
        Arguments.of(
            new ServerFrame.Marks(C1, U1, 4, 3),
            "{'type':'marks','conversation':'c1','user':'u1','delivered':4,'read':3}"),
        Arguments.of(
            new ServerFrame.Typing(C1, U1, true),
            "{'type':'typing','conversation':'c1','user':'u1','on':true}"),
        Arguments.of(
            new ServerFrame.PresenceChanged(new Presence(U1, Presence.State.ONLINE, AT, null, 7)),
            "{'type':'presence','presence':{'user':'u1','state':'online','since':T,'lastSeen':null,'version':7}}"),
        Arguments.of(new ServerFrame.Heads(Map.of(C1, 9L)), "{'type':'heads','heads':{'c1':9}}"),
        Arguments.of(
            new ServerFrame.ConversationResumed(C1, "e", 9),
            "{'type':'resumed','conversation':'c1','epoch':'e','head':9}"),
        Arguments.of(new ServerFrame.Resumed("r"), "{'type':'resumed','ref':'r'}"),
        Arguments.of(
            new ServerFrame.Resync(C1, "e", 1, 9),
            "{'type':'resync','conversation':'c1','epoch':'e','first':1,'head':9}"),
        Arguments.of(new ServerFrame.AuthExpiring(AT), "{'type':'auth.expiring','expiresAt':T}"),
        Arguments.of(new ServerFrame.Reconnect(1500), "{'type':'reconnect','afterMillis':1500}"),
        Arguments.of(
            new ServerFrame.Problem(
                "r", ProblemType.RATE_LIMITED, "slow", 250L, new ClientMessageId("m")),
            "{'type':'problem','ref':'r','problem':'rate-limited','status':429,'title':'Too many requests','detail':'slow','retryAfterMillis':250,'clientMessageId':'m'}"),
        Arguments.of(new ServerFrame.Pong(null, AT), "{'type':'pong','serverTime':T}"),
        Arguments.of(
            new EventFrame.MessageEdited(C1, 5, U1, AT, new MessageId(C1, 3), "new", List.of(U2)),
            "{'type':'message.edited','conversation':'c1','sequence':5,'by':'u1','at':T,'message':'c1-3','text':'new','mentions':['u2'],'editedAt':T}"),
        Arguments.of(
            new EventFrame.MessageEdited(C1, 5, U1, AT, new MessageId(C1, 3), null, List.of()),
            "{'type':'message.edited','conversation':'c1','sequence':5,'by':'u1','at':T,'message':'c1-3','text':null,'mentions':[],'editedAt':T}"),
        Arguments.of(
            new EventFrame.MessageDeleted(C1, 6, U1, AT, new MessageId(C1, 3)),
            "{'type':'message.deleted','conversation':'c1','sequence':6,'by':'u1','at':T,'message':'c1-3','deletedAt':T}"),
        Arguments.of(
            new EventFrame.Reacted(C1, 7, U1, AT, new MessageId(C1, 3), "x", false),
            "{'type':'reaction','conversation':'c1','sequence':7,'by':'u1','at':T,'message':'c1-3','emoji':'x','on':false}"),
        Arguments.of(
            new EventFrame.MemberJoined(C1, 8, U1, AT, U2, "member"),
            "{'type':'member.joined','conversation':'c1','sequence':8,'by':'u1','at':T,'user':'u2','role':'member'}"),
        Arguments.of(
            new EventFrame.MemberChanged(C1, 8, U1, AT, U2, "admin"),
            "{'type':'member.changed','conversation':'c1','sequence':8,'by':'u1','at':T,'user':'u2','role':'admin'}"),
        Arguments.of(
            new EventFrame.MemberLeft(C1, 8, U1, AT, U2, "removed"),
            "{'type':'member.left','conversation':'c1','sequence':8,'by':'u1','at':T,'user':'u2','reason':'removed'}"),
        Arguments.of(
            new EventFrame.ConversationChanged(C1, 8, U1, AT, "{\"name\":\"n\"}"),
            "{'type':'conversation.changed','conversation':'c1','sequence':8,'by':'u1','at':T,'changes':{'name':'n'}}"),
        Arguments.of(
            new EventFrame.Noop(C1, 8, AT),
            "{'type':'noop','conversation':'c1','sequence':8,'at':T}"));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void encodeWhenFrameThenNamesOfTheProtocol(ServerFrame frame, String expected) {
    assertThat(new String(FrameCodec.encode(frame), UTF_8)).isEqualTo(json(expected));
  }

  @Test
  void encodeWhenMessageThenTypeAndEveryField() {
    var message =
        new MessageView(
            C1,
            3,
            new ClientMessageId("m"),
            U1,
            new MessageContent("hé\n", new MessageId(C1, 1), "[]", List.of(U2), "{\"a\":1}"),
            List.of(new Reaction("x", 2, List.of(U1, U2))),
            AT,
            AT,
            null,
            MessageView.Status.SENT);
    var fields =
        json(
            "'id':'c1-3','conversation':'c1','sequence':3,'clientMessageId':'m','sender':'u1','text':'hé\\n','replyTo':'c1-1','attachments':[],'mentions':['u2'],'custom':{'a':1},'reactions':[{'emoji':'x','count':2,'users':['u1','u2']}],'createdAt':T,'editedAt':T,'deletedAt':null,'status':'sent'}");

    assertThat(new String(FrameCodec.encode(new EventFrame.Message(message)), UTF_8))
        .isEqualTo("{\"type\":\"message\"," + fields);
    assertThat(new String(FrameCodec.encode(message), UTF_8)).isEqualTo("{" + fields);
    assertThat(mapper().writeValueAsString(List.of(message))).isEqualTo("[{" + fields + "]");
  }

  @Test
  void encodeWhenTombstoneThenRestIsNullOrEmpty() {
    var tombstone =
        new MessageView(
            C1,
            3,
            new ClientMessageId("m"),
            U1,
            null,
            List.of(),
            AT,
            null,
            AT,
            MessageView.Status.SENT);

    assertThat(new String(FrameCodec.encode(tombstone), UTF_8))
        .isEqualTo(
            json(
                "{'id':'c1-3','conversation':'c1','sequence':3,'clientMessageId':'m','sender':'u1','text':null,'replyTo':null,'attachments':[],'mentions':[],'custom':null,'reactions':[],'createdAt':T,'editedAt':null,'deletedAt':T,'status':'sent'}"));
  }

  @Test
  void moduleWhenFrameInAnAnswerThenWrittenAsOnTheSocket() {
    assertThat(
            mapper().writeValueAsString(Map.of("items", List.of(new EventFrame.Noop(C1, 1, AT)))))
        .isEqualTo(json("{'items':[{'type':'noop','conversation':'c1','sequence':1,'at':T}]}"));
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder().addModule(new FrameJsonModule()).build();
  }

  private static String json(String text) {
    return text.replace('\'', '"').replace(":T", ":" + TIME);
  }
}
