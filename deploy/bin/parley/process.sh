# shellcheck shell=bash disable=SC2034
# The processes of a data directory: DIR/run/<name>.pid, .url, .cmd and .env, DIR/log/<name>.log.
#
# .cmd is one line that starts the process again as it was, in any shell or split into words; what is secret among its
# settings stands in .env, which only the owner can read.

readonly LAUNCHER=$PARLEY_HOME/deploy/bin/parley/launch
readonly STOP_SECONDS=30

quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

is_secret() {
  case $1 in
    *_KEY | *_KEYS | *_SECRET | *_PASSWORD | REDIS_URL | PARLEY_SMTP_URL) return 0 ;;
    MONGODB_URI) case ${2:-} in *@*) return 0 ;; esac ;;
  esac
  return 1
}

# write_command RUN_FILE ADDRESS NAME=VALUE… -- COMMAND…
write_command() {
  local file=$1 address=$2 line=env setting
  shift 2
  : >"$file.env"
  while [ "$1" != -- ]; do
    setting=$1
    if is_secret "${setting%%=*}" "${setting#*=}"; then
      printf '%s\n' "$setting" >>"$file.env"
    else
      line="$line $(quote "$setting")"
    fi
    shift
  done
  shift
  line="$line $(quote "$LAUNCHER") $(quote "$file")"
  for setting in "$@"; do
    line="$line $(quote "$setting")"
  done
  printf '%s\n' "$line" >"$file.cmd"
  printf '%s\n' "$address" >"$file.url"
}

# Starts in the background what .cmd says, out of the reach of this terminal
launch() {
  local detach=nohup
  if command -v setsid >/dev/null 2>&1; then
    detach=setsid
  fi
  rm -f "$1.pid"
  sh -c "exec $detach $(cat "$1.cmd")" </dev/null >/dev/null 2>&1 &
  disown
}

# pid_of RUN_FILE: its process id, if it is running and still is that process; Redis shows its configuration file first
# and its port later
pid_of() {
  local pid
  pid=$(cat "$1.pid" 2>/dev/null) || return 1
  case $pid in
    '' | *[!0-9]*) return 1 ;;
  esac
  kill -0 "$pid" 2>/dev/null || return 1
  case $(ps -o args= -p "$pid" 2>/dev/null) in
    *"parley.process=$1"* | *redis-server*:"$(port_of "$1")"* | *redis-server*"${1%/run/*}"/* | *launch*"$1"*)
      printf '%s' "$pid"
      ;;
    *) return 1 ;;
  esac
}

# Whether a process has ended; twice, since one that becomes another program has no words for a moment
is_gone() {
  ! pid_of "$1" >/dev/null && sleep 0.2 && ! pid_of "$1" >/dev/null
}

port_of() {
  sed -e 's,/*$,,' -e 's,.*:\([0-9]*\)[^0-9]*.*$,\1,' "$1.url" 2>/dev/null
}

# Whether it serves: stores by their port, services by their readiness
is_up() {
  local port
  port=$(port_of "$1")
  case ${1##*/} in
    redis-*) port_answers "$port" && has_said "$1" 'Ready to accept connections' ;;
    mongo-*) port_answers "$port" && has_said "$1" "listening on mongodb://127.0.0.1:$port" ;;
    gateway-*) http_ok "$port" /health ;;
    *) http_ok "$port" /internal/ready ;;
  esac
}

# Whether a store has logged that it listens, since any other process may answer on its port
has_said() {
  grep -qF "$2" "${1%/run/*}/log/${1##*/}.log" 2>/dev/null
}

# await_up RUN_FILE: returns when it serves; ends the command when it died or takes a minute and a half, in which it was
# asked often enough that the machine cannot have stood still
await_up() {
  local name=${1##*/} began=$SECONDS tries=0
  until is_up "$1"; do
    tries=$((tries + 1))
    if [ -f "$1.pid" ] && is_gone "$1"; then
      show_log "$1"
      return 1
    fi
    if [ $((SECONDS - began)) -ge 90 ] && [ $tries -ge 200 ]; then
      show_log "$1"
      say "$name does not serve after $((SECONDS - began)) s and $tries tries" >&2
      tell_ended "${1%/run/*}"
      return 1
    fi
    sleep 0.1
  done
}

# Which processes of a data directory have ended, each with the last line of its log
tell_ended() {
  local file
  while IFS= read -r file; do
    if is_gone "$file"; then
      say "${file##*/} has ended: $(tail -n 1 "$1/log/${file##*/}.log" 2>/dev/null | cut -c 1-400)" >&2
    fi
  done < <(process_files "$1")
}

# Why a process did not start, in one line where its log has one
show_log() {
  local name=${1##*/} reason
  local log=${1%/run/*}/log/$name.log
  reason=$(grep -A 3 '^Description:' "$log" 2>/dev/null | tail -n 1)
  [ -n "$reason" ] || reason=$(grep '^Caused by:' "$log" 2>/dev/null | tail -n 1)
  [ -n "$reason" ] || reason=$(tail -n 1 "$log" 2>/dev/null)
  say "$name did not start: ${reason:0:400} (the log is $log)" >&2
}

# Names of the processes in a directory, those first that stop first
process_files() {
  local kind file
  for kind in parley gateway chat presence auth redis mongo; do
    for file in "$1"/run/$kind-*.pid; do
      [ -f "$file" ] && printf '%s\n' "${file%.pid}"
    done
  done
  return 0
}

require_nothing_running() {
  local file
  for file in $(process_files "$1"); do
    if pid_of "$file" >/dev/null; then
      die "${file##*/} is already running in $1 (./parley stop --data $1 ends it)"
    fi
  done
}

# end RUN_FILE…: all of them at once, politely, then not
end() {
  local file pid deadline=$((SECONDS + STOP_SECONDS))
  for file in "$@"; do
    if pid=$(pid_of "$file"); then
      kill -CONT "$pid" 2>/dev/null || true
      kill -TERM "$pid" 2>/dev/null || true
    fi
  done
  for file in "$@"; do
    while pid=$(pid_of "$file"); do
      if [ $SECONDS -ge $deadline ]; then
        say "${file##*/} did not stop within $STOP_SECONDS s, killing it" >&2
        kill -KILL "$pid" 2>/dev/null || true
      fi
      sleep 0.1
    done
    rm -f "$file.pid"
  done
}

stop_all() {
  local kind file
  for kind in 'parley gateway' chat 'presence auth' redis mongo; do
    local files=()
    for file in $(process_files "$1"); do
      case " $kind " in
        *" $(basename "${file%-*}") "*) files+=("$file") ;;
      esac
    done
    [ ${#files[@]} -eq 0 ] || end "${files[@]}"
  done
}

data_option() {
  [ $# -eq 0 ] || [ "$1" = --data ] || die "unknown option $1 (expected: --data)"
  [ $# -eq 0 ] || [ $# -eq 2 ] || die "option --data has no value"
  absolute "${2:-$DEFAULT_DATA}"
}

stop_command() {
  local data running
  data=$(data_option "$@") || exit 1
  running=$(process_files "$data")
  [ -n "$running" ] || die "nothing is running in $data"
  stop_all "$data"
  say "Stopped"
}

start_command() {
  local name=${1:-} data
  [ -n "$name" ] || die "start needs the name of a process, such as chat-1"
  shift
  data=$(data_option "$@") || exit 1
  local file=$data/run/$name
  [ -f "$file.cmd" ] || die "there is no process $name in $data (expected one of: $(known_names "$data"))"
  if pid_of "$file" >/dev/null; then
    die "$name is already running"
  fi
  launch "$file"
  await_up "$file" || die "$name did not start"
  say "$name is up at $(public_address "$file")"
}

known_names() {
  local file names=
  for file in "$1"/run/*.cmd; do
    [ -f "$file" ] && names="$names ${file##*/}"
  done
  names=${names//.cmd/}
  printf '%s' "${names# }"
}

# Its address without a password
public_address() {
  sed 's,//[^@/]*@,//,' "$1.url"
}
