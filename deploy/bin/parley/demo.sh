# shellcheck shell=bash disable=SC2034
# ./parley demo: people and conversations in the running platform.

demo_command() {
  local data file=
  data=$(data_option "$@") || exit 1
  for name in gateway-1 parley-1; do
    if pid_of "$data/run/$name" >/dev/null; then
      file=$data/run/$name
      break
    fi
  done
  [ -n "$file" ] || die "nothing is running in $data (./parley run starts it)"
  find_jdk
  # shellcheck disable=SC2086
  exec "$JAVA" $JVM_FLAGS -XX:TieredStopAtLevel=1 -cp "$CLASS_PATH" io.parley.standalone.demo.Demo \
    "$(cat "$file.url")" "${PARLEY_SERVER_KEY_FILE:-$data/server-key}"
}
