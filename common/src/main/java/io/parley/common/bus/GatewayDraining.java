package io.parley.common.bus;

/// A gateway that goes away: chat nodes ask the sessions that came through it to come back
/// elsewhere.
///
/// @param type always `gateway.draining`
/// @param gateway the id that the gateway put into `X-Parley-Gateway` of each upgrade
public record GatewayDraining(String type, String gateway) {

  public static final String TYPE = "gateway.draining";

  public static GatewayDraining of(String gateway) {
    return new GatewayDraining(TYPE, gateway);
  }
}
