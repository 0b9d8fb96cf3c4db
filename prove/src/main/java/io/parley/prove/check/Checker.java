package io.parley.prove.check;

import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.rule.CloseCodes;
import io.parley.prove.check.rule.EarlyAck;
import io.parley.prove.check.rule.Exits;
import io.parley.prove.check.rule.FalseOffline;
import io.parley.prove.check.rule.Ghosts;
import io.parley.prove.check.rule.Lateness;
import io.parley.prove.check.rule.Leaks;
import io.parley.prove.check.rule.LostAck;
import io.parley.prove.check.rule.Majority;
import io.parley.prove.check.rule.MarksRise;
import io.parley.prove.check.rule.OneContent;
import io.parley.prove.check.rule.OneMessage;
import io.parley.prove.check.rule.OneOrder;
import io.parley.prove.check.rule.RealTimeOrder;
import io.parley.prove.check.rule.ResyncDue;
import io.parley.prove.check.rule.SenderOrder;
import io.parley.prove.check.rule.SessionOrder;
import io.parley.prove.check.rule.StoreBack;
import io.parley.prove.check.rule.UnknownOutcome;
import io.parley.prove.check.rule.UnreadRecount;
import io.parley.prove.history.History;
import java.util.List;

/// Judges a history by every rule.
public final class Checker {

  private static final List<Rule> RULES =
      List.of(
          new LostAck(),
          new OneMessage(),
          new OneContent(),
          new OneOrder(),
          new SenderOrder(),
          new RealTimeOrder(),
          new EarlyAck(),
          new Majority(),
          new UnknownOutcome(),
          new StoreBack(),
          Lateness.withoutRedis(),
          Lateness.repaired(),
          Lateness.halfOpen(),
          SessionOrder.live(),
          SessionOrder.resumed(),
          new ResyncDue(),
          new MarksRise(),
          new UnreadRecount(),
          new Ghosts(),
          new FalseOffline(),
          new CloseCodes(),
          new Exits(),
          new Leaks());

  private final Allowances allowances;

  public Checker(Allowances allowances) {
    this.allowances = allowances;
  }

  public Verdict check(History history) {
    var facts = Facts.of(history);
    var lines =
        RULES.stream().map(rule -> new Verdict.Line(rule, rule.check(facts, allowances))).toList();
    return new Verdict(lines, Figures.of(facts));
  }
}
