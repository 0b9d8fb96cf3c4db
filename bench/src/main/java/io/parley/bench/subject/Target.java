package io.parley.bench.subject;

import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.prove.cluster.Ending;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A running server to put a load on.
public interface Target extends Ending.Started {

  /// As results name it.
  String name();

  Dialect dialect();

  /// Where sockets can be opened; on another node each, or all on one gateway.
  List<URI> entrances();

  /// Where its REST interface is; empty where it has none.
  Optional<URI> rest();

  /// The ids of its processes, by their names; those of one kind differ in the number behind a `-`.
  Map<String, Long> processes();

  /// The kind of its processes that hold the sockets and pass messages on.
  String nodes();

  /// Those of its processes that hold sockets and are JVMs.
  Map<String, Long> jvms();

  /// Where its services show their meters; empty where they have none.
  List<URI> meters();

  /// Makes users and their rooms.
  Company assemble(Company.Plan plan) throws IOException, InterruptedException;

  /// From now on servers and load have processors of their own; it starts and warms up on all.
  void settle() throws IOException, InterruptedException;
}
