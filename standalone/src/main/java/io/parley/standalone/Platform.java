package io.parley.standalone;

import io.parley.auth.AuthServiceApplication;
import io.parley.chat.ChatServiceApplication;
import io.parley.gateway.GatewayApplication;
import io.parley.presence.PresenceServiceApplication;
import java.util.List;

/// The running platform: stores, then services, and back in the opposite order.
final class Platform implements Ending.Opened {

  private final Stores stores;
  private final Contexts contexts;
  private final String address;
  private final String authAddress;

  private Platform(Stores stores, Contexts contexts, Ports ports) {
    this.stores = stores;
    this.contexts = contexts;
    this.address = "http://localhost:" + ports.gateway();
    this.authAddress = "http://127.0.0.1:" + ports.auth();
  }

  /// Returns when the gateway's `/health` is UP.
  ///
  /// @param ending closes what is open when this is told to end, or is broken off
  /// @throws StartFailure when anything of it cannot start; the ending closes what did
  static Platform start(Options options, DataDirectory data, Ending ending) {
    Stores stores = ending.opening(() -> Stores.open(data));
    Ports ports = Ports.choose(options.port()); // after the stores, which take theirs at once
    Contexts contexts = Contexts.start(services(new Settings(ports, stores, data)));
    Platform platform = ending.opening(() -> new Platform(stores, contexts, ports));
    Health.await(ports.gateway());
    return platform;
  }

  /// In the order in which they stop: first who takes new work, last who answers the others.
  private static List<Service> services(Settings settings) {
    return List.of(
        new Service("gateway", GatewayApplication::application, settings.ofGateway()),
        new Service("chat-service", ChatServiceApplication::application, settings.ofChat()),
        new Service(
            "presence-service", PresenceServiceApplication::application, settings.ofPresence()),
        new Service("auth-service", AuthServiceApplication::application, settings.ofAuth()));
  }

  Stores stores() {
    return stores;
  }

  String address() {
    return address;
  }

  /// Where auth-service listens, on loopback.
  String authAddress() {
    return authAddress;
  }

  @Override
  public void close() {
    contexts.close();
    stores.close();
  }
}
