# shellcheck shell=bash
# ./parley roll: every service of a cluster again, one process after another, as a deploy does it.

roll_command() {
  local data file kind rolled=0
  data=$(data_option "$@") || exit 1
  for kind in chat gateway auth presence; do
    for file in "$data"/run/"$kind"-*.cmd; do
      [ -f "$file" ] || continue
      roll "$data" "${file%.cmd}"
      rolled=$((rolled + 1))
    done
  done
  [ $rolled -gt 0 ] || die "there is no cluster in $data (./parley cluster --data $data starts one)"
  say "Rolled $rolled processes"
}

# roll DATA RUN_FILE: asks it to go, waits until it went by itself, starts it again and waits until it serves and every
# gateway knows so
roll() {
  local data=$1 file=$2 name=${2##*/} pid begun=$SECONDS went gateway
  pid=$(pid_of "$file") || die "$name is not running (./parley start $name --data $data starts it)"
  kill -TERM "$pid"
  while pid_of "$file" >/dev/null; do
    if [ $((SECONDS - begun)) -ge $STOP_SECONDS ]; then
      die "$name did not go within $STOP_SECONDS s and was left as it is (its log: $data/log/$name.log)"
    fi
    sleep 0.1
  done
  went=$((SECONDS - begun))
  launch "$file"
  await_up "$file" || die "$name did not start again"
  for gateway in "$data"/run/gateway-*.pid; do
    if pid_of "${gateway%.pid}" >/dev/null; then
      await_all_seen "${gateway%.pid}"
    fi
  done
  say "  $name went in $went s and is up again after $((SECONDS - begun)) s"
}
