package io.parley.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class LocalBucketsTest implements BucketsContract {

  private final Buckets buckets = new LocalBuckets(System::nanoTime);

  @Override
  public Buckets buckets() {
    return buckets;
  }

  @Test
  void takeWhenVeryManySubjectsThenTheOldestAreForgotten() {
    var limit = new Limit("x", Duration.ofHours(1), 1);
    StepVerifier.create(buckets.take(limit, "first")).expectNext(Duration.ZERO).verifyComplete();
    for (int i = 0; i < 20_000; i++) {
      StepVerifier.create(buckets.take(limit, "s" + i)).expectNext(Duration.ZERO).verifyComplete();
    }
    StepVerifier.create(buckets.take(limit, "first")).expectNext(Duration.ZERO).verifyComplete();
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
