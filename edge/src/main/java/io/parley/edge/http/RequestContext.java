package io.parley.edge.http;

import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/// What travels with a request in the Reactor context: its id and, once known, its user.
public final class RequestContext {

  /// The header that carries a request's id between processes.
  public static final String REQUEST_ID_HEADER = "X-Request-Id";

  /// The header by which a gateway says which one it is, anew at every start.
  public static final String GATEWAY_HEADER = "X-Parley-Gateway";

  private static final String NONE = "-";
  private static final String REQUEST_ID = RequestContext.class.getName() + ".requestId";
  private static final String USER = RequestContext.class.getName() + ".user";

  private RequestContext() {}

  /// The id of the request that is being answered; `-` outside one.
  public static String requestId(ContextView context) {
    String id = context.getOrDefault(REQUEST_ID, NONE);
    return id == null ? NONE : id;
  }

  /// The authenticated user; null outside a request of one.
  public static @Nullable UserId user(ContextView context) {
    return context.hasKey(USER) ? context.get(USER) : null;
  }

  public static Context withUser(Context context, UserId user) {
    return context.put(USER, user);
  }

  static Context withRequestId(Context context, String requestId) {
    return context.put(REQUEST_ID, requestId);
  }
}
