# shellcheck shell=bash disable=SC2034
# ./parley bench: what a message costs here and elsewhere, in one run.

readonly BENCH_JAR=$PARLEY_HOME/bench/target/bench-0.1.0.jar

bench_command() {
  local servers='' load=''
  ensure_built
  ensure_tool_built bench "$BENCH_JAR" "the load"
  if command -v npm >/dev/null && [ ! -d "$PARLEY_HOME/bench/peers/socket-io/node_modules" ]; then
    say "Installing Socket.IO"
    (cd "$PARLEY_HOME/bench/peers/socket-io" && npm ci --silent --no-fund --no-audit) || die "Socket.IO could not be installed"
  fi
  # The servers get the first processor, the load all others
  if command -v taskset >/dev/null && [ "$(nproc)" -ge 2 ]; then
    servers=0
    load=1-$(($(nproc) - 1))
  fi
  # shellcheck disable=SC2086
  exec "$JAVA" $JVM_FLAGS -Xmx"${PARLEY_BENCH_HEAP:-2g}" -cp "$BENCH_JAR" io.parley.bench.Bench \
    "$PARLEY_HOME" "$servers" "$load" "$@"
}
