package io.parley.auth.federated.provider;

import io.parley.edge.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What a token that does not count is answered with: the client learns that it does not, the
/// operator why. Neither sees the token. Access tokens, which anybody may show as often as they
/// like, are told of at the level `debug`.
final class Refusal {

  private static final Logger log = LoggerFactory.getLogger(Refusal.class);

  static final String ACCESS_TOKEN = "token";

  private Refusal() {}

  static ProblemException of(ProviderSettings provider, String what, String why) {
    var level = what.equals(ACCESS_TOKEN) ? Level.DEBUG : Level.INFO;
    log.atLevel(level)
        .log("{}: {} refused: {}", provider.name(), what, why.replaceAll("\\p{C}", "?"));
    return ProblemException.unauthenticated("The " + what + " is not valid");
  }
}
