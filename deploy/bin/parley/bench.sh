# shellcheck shell=bash disable=SC2034
# ./parley bench: what a message costs here and elsewhere, in one run.

readonly BENCH_JAR=$PARLEY_HOME/bench/target/bench-0.1.0.jar
readonly MICRO_JAR=$PARLEY_HOME/bench-micro/target/bench-micro-0.1.0.jar

bench_command() {
  local servers='' load=''
  if [ "${1:-}" = micro ]; then
    shift
    micro_command "$@"
  fi
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

# What single steps of it cost, inside one JVM
micro_command() {
  find_jdk
  mkdir -p "$PARLEY_HOME/target" 2>/dev/null || die "cannot write $PARLEY_HOME/target"
  ensure_micro_built
  # shellcheck disable=SC2086
  exec "$JAVA" $JVM_FLAGS -Xmx"${PARLEY_BENCH_HEAP:-1g}" -cp "$MICRO_JAR" io.parley.bench.micro.Micro "$@"
}

# Its class path holds what it measures: a change there is a change here
ensure_micro_built() {
  local module sources=()
  for module in common edge chat-service bench-micro; do
    sources+=("$PARLEY_HOME/$module/pom.xml" "$PARLEY_HOME/$module/src/main")
  done
  if [ ! -f "$MICRO_JAR" ] || [ -n "$(find "$PARLEY_HOME/pom.xml" "${sources[@]}" -newer "$MICRO_JAR" -print -quit)" ]; then
    build_tool bench-micro "the micro-benchmarks"
    touch "$MICRO_JAR"
  fi
}
