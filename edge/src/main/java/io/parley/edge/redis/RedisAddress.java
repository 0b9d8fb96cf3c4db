package io.parley.edge.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.edge.setting.SettingMissing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/// Where Redis is, as `REDIS_URL` says it.
///
/// | form | means |
/// |---|---|
/// | `redis://[user:password@]host[:6379][/database]` | a single server |
/// | `redis-sentinel://[user:password@]host[:26379],…[/database]#master` | the group of that name; the hosts are its Sentinels, user and password those of its Redis servers |
/// | `redis-cluster://[user:password@]host[:6379],…` | a cluster, found by any of these nodes |
///
/// With `rediss` for `redis` every connection is under TLS. A password alone may stand before the
/// `@` with or without its colon. User and password are percent-encoded where they hold `/ ? # @
/// %`.
///
/// @param hosts at least one, exactly one for a single server
/// @param user empty for the default user
/// @param password empty for none
/// @param database 0 on a cluster
/// @param master name of the group under Sentinel, else empty
public record RedisAddress(
    Shape shape,
    boolean tls,
    List<Host> hosts,
    String user,
    String password,
    int database,
    String master) {

  static final String VARIABLE = "REDIS_URL";

  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]");
  private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]+");

  /// How Redis is run.
  public enum Shape {
    STANDALONE("redis", REDIS_PORT),
    SENTINEL("redis-sentinel", SENTINEL_PORT),
    CLUSTER("redis-cluster", REDIS_PORT);

    private final String scheme;
    private final int port;

    Shape(String scheme, int port) {
      this.scheme = scheme;
      this.port = port;
    }
  }

  /// @param name a host name or an address, of IPv6 without brackets
  public record Host(String name, int port) {

    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  public RedisAddress {
    hosts = List.copyOf(hosts);
    check(!hosts.isEmpty(), "at least one host");
    check(shape != Shape.STANDALONE || hosts.size() == 1, "one host of a single server");
    check(shape != Shape.CLUSTER || database == 0, "database 0 on a cluster");
    check(shape == Shape.SENTINEL != master.isEmpty(), "the master's name with Sentinel alone");
    check(database >= 0, "a database from 0");
    check(user.isEmpty() || !password.isEmpty(), "a password with the user");
  }

  /// Reads a value of `REDIS_URL`.
  ///
  /// @throws SettingMissing with one sentence when it has none of the forms
  public static RedisAddress parse(String url) {
    return new Parser(url.strip()).address();
  }

  public boolean isCluster() {
    return shape == Shape.CLUSTER;
  }

  /// Without user and password.
  @Override
  public String toString() {
    var text = new StringBuilder(tls ? shape.scheme.replaceFirst("redis", "rediss") : shape.scheme);
    text.append("://").append(String.join(",", hosts.stream().map(Host::toString).toList()));
    if (database > 0) {
      text.append('/').append(database);
    }
    return shape == Shape.SENTINEL ? text.append('#').append(master).toString() : text.toString();
  }

  private static void check(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("Redis address (expected: " + expected + ")");
    }
  }

  /// Takes a value apart, and says what is wrong with it.
  private static final class Parser {

    private static final String FORMS =
        "redis://[user:password@]host[:port][/database],"
            + " redis-sentinel://[…@]host[:port],…[/database]#master,"
            + " redis-cluster://[…@]host[:port],…, or with rediss for TLS";

    private final String url;

    Parser(String url) {
      this.url = url;
    }

    RedisAddress address() {
      int schemeEnd = url.indexOf("://");
      if (schemeEnd < 0) {
        throw wrong(FORMS);
      }
      var scheme = url.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
      boolean tls = scheme.startsWith("rediss");
      var shape = shape(tls ? scheme.replaceFirst("rediss", "redis") : scheme);
      var rest = url.substring(schemeEnd + 3);
      if (rest.contains("?")) {
        throw wrong("no parameters behind a ?");
      }
      int fragment = rest.indexOf('#');
      var master = fragment < 0 ? "" : rest.substring(fragment + 1);
      var before = fragment < 0 ? rest : rest.substring(0, fragment);
      int login = before.lastIndexOf('@');
      var place = before.substring(login + 1);
      int slash = place.indexOf('/');
      var hosts = hosts(slash < 0 ? place : place.substring(0, slash), shape);
      var userInfo = login < 0 ? "" : before.substring(0, login);
      int colon = userInfo.indexOf(':');
      var user = colon < 0 ? "" : decoded(userInfo.substring(0, colon));
      var password = decoded(userInfo.substring(colon + 1));
      if (!user.isEmpty() && password.isEmpty()) {
        throw wrong("a password behind the user");
      }
      int database = slash < 0 ? 0 : database(place.substring(slash + 1), shape);
      return new RedisAddress(shape, tls, hosts, user, password, database, master(master, shape));
    }

    private Shape shape(String scheme) {
      return Arrays.stream(Shape.values())
          .filter(one -> one.scheme.equals(scheme))
          .findFirst()
          .orElseThrow(() -> wrong(FORMS));
    }

    private List<Host> hosts(String text, Shape shape) {
      var hosts = new ArrayList<Host>();
      for (var one : text.split(",", -1)) {
        hosts.add(host(one.strip(), shape.port));
      }
      if (shape == Shape.STANDALONE && hosts.size() > 1) {
        throw wrong("one host; several are written redis-sentinel://…#master or redis-cluster://…");
      }
      return hosts.stream().distinct().toList();
    }

    private Host host(String text, int usualPort) {
      int colon = text.lastIndexOf(':');
      boolean hasPort = colon > text.lastIndexOf(']');
      var name = hasPort ? text.substring(0, colon) : text;
      if (!NAME.matcher(name).matches()) {
        throw wrong("host or host:port, several with commas");
      }
      var bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
      return new Host(bare, hasPort ? port(text.substring(colon + 1)) : usualPort);
    }

    private int port(String text) {
      int port = number(text);
      if (port < 1 || port > HIGHEST_PORT) {
        throw wrong("a port from 1 to 65535 behind each colon");
      }
      return port;
    }

    private int database(String text, Shape shape) {
      if (text.isEmpty()) {
        return 0;
      }
      int database = number(text);
      if (shape == Shape.CLUSTER && database != 0) {
        throw wrong("no database: a cluster has number 0 alone");
      }
      if (database < 0) {
        throw wrong("the number of a database behind the /");
      }
      return database;
    }

    private String master(String name, Shape shape) {
      if (shape != Shape.SENTINEL && !name.isEmpty()) {
        throw wrong("no #, which names a master for redis-sentinel:// alone");
      }
      if (shape == Shape.SENTINEL && !MASTER.matcher(name).matches()) {
        throw wrong("the master's name at the end, as in redis-sentinel://host:26379#master");
      }
      return name;
    }

    private String decoded(String text) {
      try {
        return UriUtils.decode(text, UTF_8);
      } catch (IllegalArgumentException _) {
        throw wrong("user and password percent-encoded, %25 for %");
      }
    }

    /// -1 when it is none.
    private static int number(String text) {
      try {
        return text.isEmpty() || text.length() > 9 || !Character.isDigit(text.charAt(0))
            ? -1
            : Integer.parseInt(text);
      } catch (NumberFormatException _) {
        return -1;
      }
    }

    private SettingMissing wrong(String expected) {
      return new SettingMissing(
          "%s: %s (expected: %s)".formatted(VARIABLE, withoutLogin(), expected));
    }

    /// What stands before the last `@` may hold a password, and goes into no log.
    private String withoutLogin() {
      int login = url.lastIndexOf('@');
      int scheme = url.indexOf("://");
      return login < 0
          ? url
          : (scheme < 0 || scheme > login ? "" : url.substring(0, scheme + 3))
              + "***"
              + url.substring(login);
    }
  }
}
