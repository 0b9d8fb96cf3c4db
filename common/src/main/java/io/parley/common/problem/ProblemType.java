package io.parley.common.problem;

/// Every problem a client can meet, with its HTTP status. The `type` of RFC 9457 is
/// `/problems/<name>`.
public enum ProblemType {
  INVALID("invalid", 400, "The request is not valid"),
  BAD_CURSOR("bad-cursor", 400, "The cursor does not belong to this query"),
  UNAUTHENTICATED("unauthenticated", 401, "Authentication is needed"),
  FORBIDDEN("forbidden", 403, "This is not permitted"),
  NOT_FOUND("not-found", 404, "There is no such thing"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "This method is not supported here"),
  NOT_ACCEPTABLE("not-acceptable", 406, "No acceptable representation"),
  TOO_SLOW("too-slow", 408, "The request did not come in time"),
  CONFLICT("conflict", 409, "The request conflicts with the present state"),
  CLIENT_MESSAGE_ID_REUSED(
      "client-message-id-reused", 409, "This client message id was used for other content"),
  TOO_LARGE("too-large", 413, "The request is too large"),
  UNSUPPORTED_TYPE("unsupported-type", 415, "The media type is not supported"),
  RATE_LIMITED("rate-limited", 429, "Too many requests"),
  INTERNAL("internal", 500, "Something went wrong"),
  TRY_AGAIN("try-again", 503, "Not possible right now");

  private final String wireName;
  private final int status;
  private final String title;

  ProblemType(String wireName, int status, String title) {
    this.wireName = wireName;
    this.status = status;
    this.title = title;
  }

  /// The last part of the problem's `type`, and the `problem` of a socket's `problem` frame.
  public String wireName() {
    return wireName;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// The `type` member of the problem document.
  public String uri() {
    return "/problems/" + wireName;
  }
}
