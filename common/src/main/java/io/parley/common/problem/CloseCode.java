package io.parley.common.problem;

/// Why a socket ended. 4000 to 4499: come back; 4500 to 4999: do not. 1012 and 1013 are never used,
/// because proxies on the way may turn them into a protocol error.
public enum CloseCode {
  NORMAL(1000, "", true),
  GOING_AWAY(1001, "going-away", true),
  PROTOCOL_ERROR(1002, "protocol-error", false),
  UNSUPPORTED_DATA(1003, "text-only", false),
  BAD_DATA(1007, "bad-utf-8", false),
  TOO_BIG(1009, "frame-too-large", false),
  INTERNAL_ERROR(1011, "internal-error", true),
  SHUTTING_DOWN(4000, "shutting-down", true),
  TOKEN_EXPIRED(4001, "token-expired", true),
  SLOW_CONSUMER(4002, "slow-consumer", true),
  OVERLOADED(4003, "overloaded", true),
  NO_HEARTBEAT(4004, "no-heartbeat", true),
  RATE_LIMITED(4005, "rate-limited", true),
  PROTOCOL_VIOLATION(4500, "protocol-violation", false),
  REVOKED(4503, "revoked", false);

  private final int code;
  private final String reason;
  private final boolean comeBack;

  CloseCode(int code, String reason, boolean comeBack) {
    this.code = code;
    this.reason = reason;
    this.comeBack = comeBack;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  /// Whether a client should connect again after this code.
  public boolean comeBack() {
    return comeBack;
  }
}
