package io.parley.prove.check;

import io.parley.prove.check.fact.Facts;

/// One way in which a promise can be broken, and how it shows in a history.
///
/// A rule never guesses: what the history cannot tell is not a violation. It keeps no state between
/// two histories.
public interface Rule {

  Promise promise();

  Finding check(Facts facts, Allowances allowances);
}
