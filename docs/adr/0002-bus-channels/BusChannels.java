import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// What three ways of naming bus channels cost, against a real redis-server. Nodes are threads with plain sockets, so
/// the figures hold nothing but Redis, the kernel and the reading of messages.
///
/// `java BusChannels.java <port of an empty redis-server> [messages a second] [seconds]`
class BusChannels {

  static final int USERS = 1_000;
  static final int ROOMS = 50;
  static final int ROOM_SIZE = 20;
  static final int PARTITIONS = 64;
  static final byte[] BODY = new byte[300];

  enum Design {
    CONVERSATION,
    NODE,
    PARTITION
  }

  static int port;

  static class Node {
    final int number;
    final Set<Integer> conversations = new HashSet<>();
    final Set<String> channels = new HashSet<>();
    final AtomicLong received = new AtomicLong();
    final AtomicLong wanted = new AtomicLong();
    final List<Thread> threads = new ArrayList<>();
    Socket listening;
    Socket publishing;
    BufferedOutputStream out;
    volatile boolean open = true;

    Node(int number) {
      this.number = number;
    }
  }

  public static void main(String[] arguments) throws Exception {
    port = Integer.parseInt(arguments[0]);
    int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    System.out.println(
        "| nodes | channels | subscriptions | publishes a message | arrivals a message | of them for nobody | Redis CPU µs a message | node CPU µs a message |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    run(2, Design.CONVERSATION, rate, 3, false);
    for (int nodes : new int[] {2, 4, 8}) {
      for (var design : Design.values()) {
        run(nodes, design, rate, seconds, true);
      }
    }
    System.exit(0);
  }

  static void run(int count, Design design, int rate, int seconds, boolean shown) throws Exception {
    var random = new Random(7);
    List<int[]> members = conversations(random);
    int[] home = random.ints(USERS, 0, count).toArray();
    List<Node> nodes = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      nodes.add(new Node(n));
    }
    Map<Integer, Set<Integer>> places = new HashMap<>();
    for (int c = 0; c < members.size(); c++) {
      for (int user : members.get(c)) {
        nodes.get(home[user]).conversations.add(c);
        places.computeIfAbsent(c, x -> new HashSet<>()).add(home[user]);
      }
    }
    for (var node : nodes) {
      open(node, design);
    }
    Thread.sleep(500);
    double redisBefore = redisCpu();
    long nodesBefore = cpu(nodes);
    var publishes = new AtomicLong();
    long messages = publish(nodes, members, home, places, design, rate, seconds, publishes);
    Thread.sleep(500);
    double redis = (redisCpu() - redisBefore) * 1e6 / messages;
    double node = (cpu(nodes) - nodesBefore) / 1e3 / messages;
    long received = nodes.stream().mapToLong(n -> n.received.get()).sum();
    long wanted = nodes.stream().mapToLong(n -> n.wanted.get()).sum();
    if (shown) {
      System.out.printf(
          Locale.ROOT,
          "| %d | %s | %d | %.2f | %.2f | %.0f %% | %.1f | %.1f |%n",
          count,
          design.name().toLowerCase(Locale.ROOT),
          nodes.stream().mapToInt(n -> n.channels.size()).sum(),
          publishes.get() / (double) messages,
          received / (double) messages,
          received == 0 ? 0 : 100.0 * (received - wanted) / received,
          redis,
          node);
    }
    for (var one : nodes) {
      one.open = false;
      one.listening.close();
      one.publishing.close();
    }
  }

  /// Every user has one direct partner; half of the messages go there and half to rooms.
  static List<int[]> conversations(Random random) {
    List<int[]> all = new ArrayList<>();
    for (int u = 0; u < USERS; u += 2) {
      all.add(new int[] {u, u + 1});
    }
    for (int r = 0; r < ROOMS; r++) {
      all.add(random.ints(0, USERS).distinct().limit(ROOM_SIZE).toArray());
    }
    return all;
  }

  static String channel(Design design, int conversation, int node) {
    return switch (design) {
      case CONVERSATION -> "c:" + conversation;
      case NODE -> "n:" + node;
      case PARTITION -> "p:" + conversation % PARTITIONS;
    };
  }

  static void open(Node node, Design design) throws IOException {
    if (design == Design.NODE) {
      node.channels.add(channel(design, 0, node.number));
    } else {
      node.conversations.forEach(c -> node.channels.add(channel(design, c, 0)));
    }
    node.listening = new Socket("127.0.0.1", port);
    node.publishing = new Socket("127.0.0.1", port);
    node.out = new BufferedOutputStream(node.publishing.getOutputStream(), 1 << 16);
    var subscribe = new ArrayList<byte[]>();
    subscribe.add("SUBSCRIBE".getBytes());
    node.channels.forEach(name -> subscribe.add(name.getBytes()));
    node.listening.getOutputStream().write(command(subscribe));
    node.threads.add(start(node, () -> listen(node)));
    node.threads.add(start(node, () -> drain(node)));
  }

  static long publish(
      List<Node> nodes,
      List<int[]> members,
      int[] home,
      Map<Integer, Set<Integer>> places,
      Design design,
      int rate,
      int seconds,
      AtomicLong publishes)
      throws Exception {
    List<Thread> writers = new ArrayList<>();
    var messages = new AtomicLong();
    for (var node : nodes) {
      var writer =
          start(
              node,
              () -> {
                var random = new Random(node.number);
                List<Integer> direct =
                    node.conversations.stream().filter(c -> c < USERS / 2).toList();
                List<Integer> rooms =
                    node.conversations.stream().filter(c -> c >= USERS / 2).toList();
                int each = rate * seconds / nodes.size();
                int batch = Math.max(1, rate / nodes.size() / 200);
                long start = System.nanoTime();
                for (int m = 0; m < each; m++) {
                  var from = random.nextBoolean() ? direct : rooms;
                  int c = from.get(random.nextInt(from.size()));
                  send(node, c, places.get(c), design, publishes);
                  messages.incrementAndGet();
                  if (m % batch == 0) {
                    node.out.flush();
                    long due = start + (long) (m * 1e9 * nodes.size() / rate);
                    long wait = (due - System.nanoTime()) / 1_000_000;
                    if (wait > 0) {
                      Thread.sleep(wait);
                    }
                  }
                }
                node.out.flush();
              });
      node.threads.add(writer);
      writers.add(writer);
    }
    // The CPU time of a thread that has ended is gone, so they stay until they were asked
    while (messages.get() < (long) rate * seconds / nodes.size() * nodes.size()) {
      Thread.sleep(20);
    }
    return messages.get();
  }

  static void send(Node node, int c, Set<Integer> places, Design design, AtomicLong publishes)
      throws IOException {
    var body = (c + ":").getBytes();
    var message = new byte[body.length + BODY.length];
    System.arraycopy(body, 0, message, 0, body.length);
    if (design == Design.NODE) {
      for (int place : places) {
        if (place != node.number) {
          node.out.write(
              command(
                  List.of(
                      "PUBLISH".getBytes(), channel(design, c, place).getBytes(), message)));
          publishes.incrementAndGet();
        }
      }
    } else {
      node.out.write(
          command(List.of("PUBLISH".getBytes(), channel(design, c, 0).getBytes(), message)));
      publishes.incrementAndGet();
    }
  }

  static void listen(Node node) throws IOException {
    var in = new BufferedInputStream(node.listening.getInputStream(), 1 << 16);
    while (node.open) {
      var parts = read(in);
      if (parts.size() == 3 && parts.get(0)[0] == 'm') {
        node.received.incrementAndGet();
        var message = parts.get(2);
        int c = 0;
        for (int i = 0; message[i] != ':'; i++) {
          c = c * 10 + message[i] - '0';
        }
        if (node.conversations.contains(c)) {
          node.wanted.incrementAndGet();
        }
      }
    }
  }

  static void drain(Node node) throws IOException {
    var in = node.publishing.getInputStream();
    var buffer = new byte[1 << 14];
    while (node.open && in.read(buffer) >= 0) {
      // Answers are of no interest
    }
  }

  static List<byte[]> read(InputStream in) throws IOException {
    int count = line(in);
    List<byte[]> parts = new ArrayList<>(count);
    for (int p = 0; p < count; p++) {
      int type = in.read();
      int length = number(in);
      if (type == '$') {
        parts.add(in.readNBytes(length));
        in.skipNBytes(2);
      } else {
        parts.add(new byte[] {(byte) type});
      }
    }
    return parts;
  }

  static int line(InputStream in) throws IOException {
    if (in.read() < 0) {
      throw new IOException("closed");
    }
    return number(in);
  }

  static int number(InputStream in) throws IOException {
    int value = 0;
    for (int b = in.read(); b != '\r'; b = in.read()) {
      value = value * 10 + b - '0';
    }
    in.read();
    return value;
  }

  static byte[] command(List<byte[]> parts) {
    var out = new java.io.ByteArrayOutputStream(512);
    out.writeBytes(("*" + parts.size() + "\r\n").getBytes());
    for (var part : parts) {
      out.writeBytes(("$" + part.length + "\r\n").getBytes());
      out.writeBytes(part);
      out.writeBytes("\r\n".getBytes());
    }
    return out.toByteArray();
  }

  interface Work {
    void run() throws Exception;
  }

  static Thread start(Node node, Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
                while (node.open) {
                  Thread.sleep(50);
                }
              } catch (Exception e) {
                if (node.open) {
                  e.printStackTrace();
                }
              }
            });
    thread.start();
    return thread;
  }

  static long cpu(List<Node> nodes) {
    var threads = ManagementFactory.getThreadMXBean();
    return nodes.stream()
        .flatMap(node -> node.threads.stream())
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.threadId())))
        .sum();
  }

  static double redisCpu() throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write("INFO cpu\r\n".getBytes());
      socket.getInputStream().read();
      var text =
          new String(
              socket.getInputStream().readNBytes(number(socket.getInputStream())),
              StandardCharsets.US_ASCII);
      double sum = 0;
      for (var line : text.split("\r\n")) {
        if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
          sum += Double.parseDouble(line.substring(line.indexOf(':') + 1));
        }
      }
      return sum;
    }
  }
}
