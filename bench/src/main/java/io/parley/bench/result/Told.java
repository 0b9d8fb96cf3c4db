package io.parley.bench.result;

/// Hears of each measurement as soon as it is done.
public interface Told {

  void load(Result result);

  void connect(ConnectResult result);

  void idle(IdleResult result);

  void mixed(MixedResult result);

  void reads(ReadsResult result);
}
