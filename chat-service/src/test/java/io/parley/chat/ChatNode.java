package io.parley.chat;

import io.parley.testing.BlockingCalls;
import io.parley.testing.TestMongo;
import io.parley.testing.TestRedis;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// A whole chat node in this JVM, on real stores. Nodes that are given the same settings stand
/// beside each other.
public final class ChatNode implements AutoCloseable {

  static {
    BlockingCalls.install();
  }

  private final ConfigurableApplicationContext context;

  private ChatNode(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /// Settings of a node on a database of its own. Limits are off; the map may be changed.
  public static Map<String, Object> settings(FakeAuth auth) {
    var settings = new HashMap<String, Object>();
    settings.put("MONGODB_URI", TestMongo.newDatabase());
    settings.put("REDIS_URL", TestRedis.url());
    settings.put("PARLEY_AUTH_URL", auth.url());
    settings.put("PARLEY_SERVICE_SECRET", FakeAuth.SERVICE_SECRET);
    settings.put("PARLEY_CHAT_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]));
    settings.put("PARLEY_PORT", "0");
    settings.put("PARLEY_MANAGEMENT_PORT", "0");
    settings.put("PARLEY_LIMIT_SENDS_PER_SECOND", "0");
    settings.put("PARLEY_LIMIT_CONVERSATIONS_PER_HOUR", "0");
    settings.put("spring.main.banner-mode", "off");
    return settings;
  }

  /// Starts a node with every bean of its own.
  public static ChatNode start(Map<String, Object> settings) {
    return start(settings, _ -> {});
  }

  /// Starts a node that has this bean instead of its own ones of that type.
  public static <T> ChatNode start(Map<String, Object> settings, Class<T> type, T bean) {
    return start(settings, instead(type, bean));
  }

  /// Starts a node with other beans, by [#instead] and [#around].
  public static ChatNode start(
      Map<String, Object> settings, Consumer<GenericApplicationContext> beans) {
    return new ChatNode(
        ChatServiceApplication.application()
            .properties(settings)
            .initializers(context -> beans.accept((GenericApplicationContext) context))
            .run());
  }

  /// This bean instead of all others of its type.
  public static <T> Consumer<GenericApplicationContext> instead(Class<T> type, T bean) {
    return context ->
        context.registerBean(
            "testing" + type.getSimpleName(),
            type,
            () -> bean,
            definition -> definition.setPrimary(true));
  }

  /// Something around every bean of this type.
  public static <T> Consumer<GenericApplicationContext> around(
      Class<T> type, UnaryOperator<T> wrapper) {
    return context ->
        context
            .getBeanFactory()
            .addBeanPostProcessor(
                new BeanPostProcessor() {
                  @Override
                  public Object postProcessAfterInitialization(Object bean, String name) {
                    return type.isInstance(bean) ? wrapper.apply(type.cast(bean)) : bean;
                  }
                });
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    var server = ((ReactiveWebServerApplicationContext) context).getWebServer();
    return server == null ? 0 : server.getPort();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// Where there are several of a type.
  public <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  @Override
  public void close() {
    context.close();
  }
}
