package io.parley.bench.scenario;

/// Hears of each measurement as soon as it is done.
public interface Told {

  void load(Result result);

  void connect(ConnectResult result);

  void idle(IdleResult result);
}
