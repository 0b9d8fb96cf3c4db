package io.parley.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalBucketsTest implements BucketsContract {

  private final Buckets buckets = new LocalBuckets(System::nanoTime);

  @Override
  public Buckets buckets() {
    return buckets;
  }

  @Test
  void takeWhenVeryManySubjectsThenTheOldestAreForgotten() {
    var limit = new Limit("x", Duration.ofHours(1), 1);
    assertThat(taken(limit, "first")).isTrue();
    for (int i = 0; i < 20_000; i++) {
      assertThat(taken(limit, "s" + i)).isTrue();
    }
    assertThat(taken(limit, "first")).isTrue();
  }

  private boolean taken(Limit limit, String subject) {
    var taken = buckets.take(limit, subject).block();
    return taken != null && !taken.isRefused();
  }

  @Test
  void blockWhenIpv6ThenOfItsNetwork() {
    assertThat(AddressBlocks.of("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(AddressBlocks.of("2001:db8:1:2::1"))
        .isNotEqualTo(AddressBlocks.of("2001:db8:1:3::1"));
    assertThat(AddressBlocks.of("192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(AddressBlocks.of("unknown")).isEqualTo("unknown");
  }
}
