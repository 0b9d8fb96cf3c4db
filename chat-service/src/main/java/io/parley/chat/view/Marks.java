package io.parley.chat.view;

import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Reads marks; answered by the feature that keeps them.
@FunctionalInterface
public interface Marks {

  /// The marks that are kept for these places, at most some thousands; a place without one is
  /// missing.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  Mono<Map<Place, Mark>> of(Collection<Place> places);
}
