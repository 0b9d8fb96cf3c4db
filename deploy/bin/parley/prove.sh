# shellcheck shell=bash disable=SC2034
# ./parley prove: a cluster of its own under attack, and a verdict. ./parley churn: what sockets leave behind.

readonly PROVE_JAR=$PARLEY_HOME/prove/target/prove-0.1.0.jar

prove_command() {
  ensure_built
  ensure_prover_built
  # shellcheck disable=SC2086
  exec "$JAVA" $JVM_FLAGS -Xmx"${PARLEY_PROVE_HEAP:-2g}" -cp "$PROVE_JAR" io.parley.prove.scenario.Prove "$PARLEY_HOME" "$@"
}

churn_command() {
  ensure_built
  ensure_prover_built
  # The processes have to tell what they hold outside of the heap
  export PARLEY_JAVA_OPTIONS="${PARLEY_JAVA_OPTIONS:-} -XX:NativeMemoryTracking=summary"
  # shellcheck disable=SC2086
  exec "$JAVA" $JVM_FLAGS -Xmx512m -cp "$PROVE_JAR" io.parley.prove.churn.Churn "$PARLEY_HOME" "$@"
}

ensure_prover_built() {
  ensure_tool_built prove "$PROVE_JAR" "the prover"
}
