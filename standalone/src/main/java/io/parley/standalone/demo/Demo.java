package io.parley.standalone.demo;

import io.parley.standalone.client.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Plays [Script] against a running platform. Arguments: the gateway's address and the file of the
/// server key; the password of those who may log in is made at the first run and kept beside that
/// file.
public final class Demo {

  private static final int PASSWORD_BYTES = 12;

  private final Script script;
  private final Api server;
  private final Api anyone;
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, Api> users = new HashMap<>();

  private Demo(Script script, Api anyone, String serverKey) {
    this.script = script;
    this.anyone = anyone;
    this.server = anyone.as(serverKey);
  }

  public static void main(String[] arguments) {
    URI gateway = URI.create(arguments[0]);
    Path keyFile = Path.of(arguments[1]);
    try {
      String password = password(keyFile.resolveSibling("demo-password"));
      var demo = new Demo(Script.read(), Api.connect(gateway), Files.readString(keyFile).strip());
      demo.play(password);
      demo.report(gateway, password);
    } catch (IOException e) {
      System.err.println("parley: the demo stopped: " + e.getMessage());
      System.exit(1);
    }
  }

  private void play(String password) throws IOException {
    for (Script.Person person : script.people()) {
      if (person.login()) {
        signUp(person, password);
      }
    }
    createOthers();
    for (Script.Person person : script.people()) {
      enter(person.username());
    }
    for (Script.Talk talk : script.talks()) {
      talk(talk);
    }
  }

  private void signUp(Script.Person person, String password) throws IOException {
    Map<String, Object> body = new TreeMap<>();
    body.put("email", person.username() + "@demo.example");
    body.put("username", person.username());
    body.put("fullName", person.fullName());
    body.put("password", password);
    body.put("tokens", "body");
    Api.Answer answer = anyone.ask("POST", "/api/auth/signup", body);
    boolean thereAlready = answer.status() == 409;
    if (answer.status() >= 300 && !thereAlready) {
      throw new IOException(
          "sign-up of %s: %d %s"
              .formatted(
                  person.username(), answer.status(), answer.body().path("detail").asString("")));
    }
  }

  /// Creates everyone who is not there yet and learns the ids of all.
  private void createOthers() throws IOException {
    List<Map<String, String>> wanted =
        script.people().stream()
            .map(person -> Map.of("username", person.username(), "fullName", person.fullName()))
            .toList();
    for (JsonNode user : server.post("/api/server/users", Map.of("users", wanted)).path("users")) {
      ids.put(user.path("username").asString(), user.path("id").asString());
    }
  }

  private void enter(String username) throws IOException {
    JsonNode token =
        server.post("/api/server/tokens", Map.of("user", id(username), "expiresInSeconds", 600));
    users.put(username, anyone.as(token.path("accessToken").asString()));
  }

  private void talk(Script.Talk talk) throws IOException {
    Map<String, Object> body = new TreeMap<>();
    body.put("kind", talk.kind());
    body.put("members", talk.members().stream().map(this::id).toList());
    if (talk.name() != null) {
      body.put("name", talk.name());
      body.put("clientConversationId", "demo-" + talk.id());
    }
    Api creator = user(talk.members().getFirst());
    String conversation = creator.post("/api/conversations", body).path("id").asString();
    say(talk, conversation);
  }

  private void say(Script.Talk talk, String conversation) throws IOException {
    String path = "/api/conversations/" + conversation;
    List<JsonNode> said = new ArrayList<>();
    for (Script.Line line : talk.lines()) {
      Map<String, Object> message = new TreeMap<>();
      message.put("clientMessageId", "demo-%s-%d".formatted(talk.id(), said.size()));
      message.put("text", line.text());
      if (line.answers() != null) {
        message.put("replyTo", said.get(line.answers()).path("id").asString());
      }
      said.add(user(line.by()).post(path + "/messages", message));
    }
    if (said.isEmpty()) {
      return;
    }
    // The creator has read all but the last word, the others are where they spoke last
    long last = said.getLast().path("sequence").asLong();
    user(talk.members().getFirst()).put(path + "/marks", Map.of("read", last - 1));
    for (String member : talk.members()) {
      user(member).put(path + "/marks", Map.of("delivered", last));
    }
  }

  private String id(String username) {
    String id = ids.get(username);
    if (id == null) {
      throw new IllegalStateException("the platform did not create " + username);
    }
    return id;
  }

  private Api user(String username) {
    Api user = users.get(username);
    if (user == null) {
      throw new IllegalStateException("nobody in the demo is called " + username);
    }
    return user;
  }

  private void report(URI gateway, String password) {
    int lines = script.talks().stream().mapToInt(talk -> talk.lines().size()).sum();
    System.out.printf(
        "%d people, %d conversations, %d messages. Log in at %s as%n",
        script.people().size(), script.talks().size(), lines, gateway);
    script.people().stream()
        .filter(Script.Person::login)
        .forEach(
            person ->
                System.out.printf(
                    "  %-8s %s  (%s)%n", person.username(), password, person.fullName()));
    System.out.println("Two of them in two browser windows see each other write.");
  }

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] bytes = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(bytes);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
    }
    return Files.readString(file).strip();
  }
}
