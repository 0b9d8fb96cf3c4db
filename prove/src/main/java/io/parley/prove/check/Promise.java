package io.parley.prove.check;

/// What is promised, and with which figure it passes. Those without a rule cannot be seen in a
/// history and are attacked by tests of their own.
public enum Promise {
  D1("nothing acknowledged is lost", "0 lost"),
  D2("one client message id, one message", "0 duplicates"),
  D3("other content under the same id is refused", "0 accepted"),
  D4("one dense order for all, for ever", "0 differences, 0 holes"),
  D5("a sender's order, and order in real time", "0 inversions"),
  D6("ack only after a majority write", "0 early, all majority with a time limit"),
  D7("unknown is neither success nor failure", "each acknowledged once or absent"),
  D8("database away", "all lands ≤ 15 s after its return"),
  D9("Redis away", "delivered ≤ 15 s"),
  D10("a lost publish is repaired", "delivered ≤ 10 s"),
  D11("a half-open subscription is noticed", "delivered ≤ 10 s meanwhile"),
  D12("duplicated and reordered hints are harmless", "0 twice or out of order"),
  D14("resume is exact, on any node", "0 missed, 0 overlap"),
  D15("too far behind says resync", "0 silent skips"),
  D20("marks only rise, unread equals a recount", "0 errors"),
  D21("presence has no ghosts and does not flap", "offline ≤ 35 s, 0 ghosts, 0 false offline"),
  D22("a rolling deploy is invisible", "exits 0 ≤ 25 s, closes 1001 or 4000"),
  MEMBERS("only members get anything", "0 leaks");

  private final String says;
  private final String asked;

  Promise(String says, String asked) {
    this.says = says;
    this.asked = asked;
  }

  public String says() {
    return says;
  }

  /// The figure asked for.
  public String asked() {
    return asked;
  }
}
