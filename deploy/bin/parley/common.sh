# shellcheck shell=bash disable=SC2034
# What every command needs: words for people, options, directories, ports.

readonly DEFAULT_DATA=$PARLEY_HOME/.parley

say() {
  printf '%s\n' "$*"
}

die() {
  printf 'parley: %s\n' "$*" >&2
  exit 1
}

# option_value OPTION VALUE…: the value that follows an option, or a sentence
option_value() {
  [ $# -ge 2 ] && [ -n "$2" ] || die "option $1 has no value"
  printf '%s' "$2"
}

# require_number NAME VALUE LOWEST HIGHEST
require_number() {
  case $2 in
    '' | *[!0-9]*) die "$1 $2 (expected: a number from $3 to $4)" ;;
  esac
  if [ "${#2}" -gt 5 ] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    die "$1 $2 (expected: a number from $3 to $4)"
  fi
}

absolute() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "$1" ;;
  esac
}

# Creates the data directory, for its owner alone
open_data() {
  mkdir -p "$1/run" "$1/log" 2>/dev/null && [ -w "$1" ] && [ -w "$1/run" ] \
    || die "cannot write the data directory $1"
  chmod 700 "$1" "$1/run" "$1/log"
}

# Whether anybody listens on a port of this machine
port_answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

require_free_port() {
  if port_answers "$1"; then
    die "port $1 is taken (choose another with --port)"
  fi
}

# http_get PORT PATH: the whole answer, or nothing
http_get() {
  exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
  while IFS= read -r -t 5 line <&3 || [ -n "$line" ]; do
    printf '%s\n' "$line"
    line=
  done
}

# http_ok PORT PATH: whether it answers 200
http_ok() {
  case $(http_get "$1" "$2") in
    'HTTP/1.1 200'*) return 0 ;;
    *) return 1 ;;
  esac
}
