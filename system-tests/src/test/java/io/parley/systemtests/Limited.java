package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What an answer has to say when a limit was reached.
final class Limited {

  private Limited() {}

  static void assertLimited(Api.Answer answer, int quota, int windowSeconds) {
    Api.expect(429, answer);
    assertThat(answer.body().get("type").asString()).isEqualTo("/problems/rate-limited");
    assertThat(answer.body().get("retryAfterMillis").asLong()).isPositive();
    assertThat(seconds(answer)).isBetween(1L, (long) windowSeconds);
    var headers = answer.response().headers();
    assertUsedUp(
        headers.allValues("RateLimit-Policy"),
        headers.allValues("RateLimit"),
        quota,
        windowSeconds);
  }

  static void assertLimited(RawConnection.Answer answer, int quota, int windowSeconds) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.problem()).isEqualTo("rate-limited");
    assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, windowSeconds);
    assertUsedUp(
        answer.headers().getOrDefault("ratelimit-policy", List.of()),
        answer.headers().getOrDefault("ratelimit", List.of()),
        quota,
        windowSeconds);
  }

  /// Beside what is left of other limits stands the one that was reached.
  private static void assertUsedUp(
      List<String> policies, List<String> states, int quota, int windowSeconds) {
    assertThat(policies)
        .filteredOn(policy -> policy.endsWith(";q=" + quota + ";w=" + windowSeconds))
        .singleElement()
        .satisfies(
            policy -> {
              var name = policy.substring(0, policy.indexOf(';'));
              assertThat(states).anyMatch(state -> state.startsWith(name + ";r=0;t="));
            });
  }

  static long seconds(Api.Answer answer) {
    return answer.response().headers().firstValueAsLong("Retry-After").orElse(0);
  }
}
