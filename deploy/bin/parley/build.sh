# shellcheck shell=bash disable=SC2034
# Builds what is missing or older than its sources, and what makes the next start fast.

readonly TARGET=$PARLEY_HOME/standalone/target
readonly STAMP=$TARGET/built
readonly CLASS_PATH=$TARGET/standalone-0.1.0.jar
readonly START_CACHE=$TARGET/parley.aot
readonly BUILD_LOG=$PARLEY_HOME/target/parley-build.log

# The same for recording and using the cache: other ones make the JVM ignore it.
# What is hot is compiled after a fifth of the usual calls: record 19
readonly JVM_FLAGS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:CompileThresholdScaling=0.2 -XX:SweeperThreshold=100 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dio.netty.tryReflectionSetAccessible=true"

ensure_built() {
  find_jdk
  mkdir -p "$PARLEY_HOME/target" 2>/dev/null || die "cannot write $PARLEY_HOME/target"
  lock_build
  if ! is_built; then
    build
  fi
  if [ "${PARLEY_START_CACHE:-on}" != off ] && [ "$START_CACHE" -ot "$STAMP" ]; then
    record_start_cache
  fi
  unlock_build
}

is_built() {
  [ -f "$STAMP" ] && [ -f "$CLASS_PATH" ] && [ -z "$(newer_source)" ]
}

# Prints one source that is newer than the last build
newer_source() {
  cd "$PARLEY_HOME" || exit
  find pom.xml ./*/pom.xml common embedded edge auth-service chat-service presence-service gateway \
    standalone web \
    \( -name target -o -name node_modules -o -name dist -o -name coverage -o -name test \) -prune -o \
    -type f \( -path '*/src/*' -o -name pom.xml -o -path 'web/*' \) -newer "$STAMP" -print -quit
}

build() {
  say "Building Parley with $JDK (the log is in target/parley-build.log)"
  local begun=$SECONDS
  if ! (cd "$PARLEY_HOME" && JAVA_HOME=$JDK ./mvnw -B -ntp -pl standalone -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true -Dcyclonedx.skip=true 2>&1 </dev/null) \
    | tee "$BUILD_LOG" | show_progress; then
    grep -E '^\[ERROR\]' "$BUILD_LOG" | head -n 15 >&2 || true
    die "the build failed (see $BUILD_LOG)"
  fi
  say "Built in $((SECONDS - begun)) s"
}

show_progress() {
  awk '/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]/ { name = $3; if ($4 != "0.1.0") name = name " " $4; print "  " $NF, name; fflush() }
       /^Downloading|^\[INFO\] Downloading/ { if (!told++) { print "  downloading libraries"; fflush() } }'
}

# Plays everything once, with no setting of the operator's, while the JVM records what it loads; without it a start takes twice as long
record_start_cache() {
  say "Preparing a fast start (once after each build)"
  local name scratch log=$PARLEY_HOME/target/parley-rehearsal.log
  local -a plain=(env -u MONGODB_URI -u REDIS_URL)
  for name in $(compgen -e PARLEY_); do
    plain+=(-u "$name")
  done
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/parley-rehearsal.XXXXXX")
  # shellcheck disable=SC2086
  if ! "${plain[@]}" "$JAVA" $JVM_FLAGS -XX:AOTCacheOutput="$START_CACHE" \
    -cp "$CLASS_PATH" io.parley.standalone.Standalone --rehearse --port 0 --data "$scratch" \
    >"$log" 2>&1 </dev/null; then
    say "It did not work, so starts stay slower: $(grep -m 1 '^parley:' "$log" || tail -n 1 "$log")"
    rm -f "$START_CACHE"
  fi
  cat "$scratch"/log/parley.log >>"$log" 2>/dev/null || true
  rm -rf "$scratch"
}

# Words for the JVM: the flags, the cache when there is one, and the class path
jvm_words() {
  printf '%s' "$JVM_FLAGS"
  if [ "${PARLEY_START_CACHE:-on}" != off ] && [ -f "$START_CACHE" ] && [ ! "$START_CACHE" -ot "$STAMP" ]; then
    printf ' %s' "-XX:AOTCache=$START_CACHE -Xlog:aot=off,aot*=off,cds=off"
  fi
}

# Two commands that start at once must not build at once
lock_build() {
  local lock=$PARLEY_HOME/target/parley-build.lock told=
  while ! mkdir "$lock" 2>/dev/null; do
    if ! kill -0 "$(cat "$lock/pid" 2>/dev/null || echo 0)" 2>/dev/null && [ -n "$told" ]; then
      rm -rf "$lock"
    fi
    [ -n "$told" ] || say "Waiting for another build"
    told=yes
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap unlock_build EXIT
}

unlock_build() {
  rm -rf "$PARLEY_HOME/target/parley-build.lock"
  trap - EXIT
}

# ensure_tool_built MODULE JAR NAME: a module that is no part of the platform
ensure_tool_built() {
  if [ -f "$2" ] && [ -z "$(find "$PARLEY_HOME/$1/pom.xml" "$PARLEY_HOME/$1/src/main" -newer "$2" -print -quit)" ]; then
    return
  fi
  build_tool "$1" "$3"
}

# build_tool MODULE NAME
build_tool() {
  lock_build
  say "Building $2"
  if ! (cd "$PARLEY_HOME" && JAVA_HOME=$JDK ./mvnw -B -ntp -q -pl "$1" -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true) >"$BUILD_LOG" 2>&1 </dev/null; then
    grep -E '^\[ERROR\]' "$BUILD_LOG" | head -n 15 >&2 || true
    die "the build failed (see $BUILD_LOG)"
  fi
  unlock_build
}
