# shellcheck shell=bash disable=SC2034
# ./parley run: everything in one JVM, in the foreground.

run_command() {
  local port=8080 data=$DEFAULT_DATA
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=$(option_value "$@") || exit 1 ;;
      --data) data=$(option_value "$@") || exit 1 ;;
      *) die "unknown option $1 of run (expected: --port, --data)" ;;
    esac
    shift 2
  done
  require_number --port "$port" 1 65535
  data=$(absolute "$data")
  open_data "$data"
  require_nothing_running "$data"
  require_free_port "$port"
  ensure_built
  echo $$ >"$data/run/parley-1.pid"
  echo "http://127.0.0.1:$port" >"$data/run/parley-1.url"
  rm -f "$data/run/parley-1.store" "$data/run/parley-1.auth"
  say "Starting Parley (data in $data, log in $data/log/parley.log)"
  # shellcheck disable=SC2046,SC2086
  exec "$JAVA" $(jvm_words) -Xmx"${PARLEY_RUN_HEAP:-768m}" ${PARLEY_JAVA_OPTIONS:-} \
    "-Dparley.process=$data/run/parley-1" -cp "$CLASS_PATH" \
    io.parley.standalone.Standalone --port "$port" --data "$data"
}
