# shellcheck shell=bash disable=SC2034
# ./parley rotate-keys: asks auth-service of a running platform for the next signing key.

rotate_keys_command() {
  local data=$DEFAULT_DATA
  while [ $# -gt 0 ]; do
    case $1 in
      --data) data=$(option_value "$@") || exit 1 ;;
      *) die "unknown option $1 of rotate-keys (expected: --data)" ;;
    esac
    shift 2
  done
  data=$(absolute "$data")
  local address secret token answer
  address=$(running_auth "$data")
  [ -n "$address" ] || die "nothing is running in $data"
  secret=$(service_secret "$data")
  token=$(http_post "$address" /internal/service-token "$secret" '{"service":"operator"}' | json_text token)
  [ -n "$token" ] || die "auth-service gives no token for the service secret"
  answer=$(http_post "$address" /internal/signing-keys "$token" '')
  [ -n "$(json_text kid <<<"$answer")" ] || die "auth-service did not change the signing key"
  say "Signing key $(json_text kid <<<"$answer") is published and signs from $(json_text activeFrom <<<"$answer") on;"
  say "the one before stays good until its last token has ended. Nobody is refused meanwhile."
}

# The address of auth-service in a data directory, or nothing
running_auth() {
  if pid_of "$1/run/auth-1" >/dev/null; then
    cat "$1/run/auth-1.url"
  elif pid_of "$1/run/parley-1" >/dev/null; then
    cat "$1/run/parley-1.auth" 2>/dev/null || die "parley-1 is still starting in $1"
  fi
}

# The secret by which services buy their tokens: that of the environment, or the data directory's own
service_secret() {
  if [ -n "${PARLEY_SERVICE_SECRET:-}" ]; then
    printf '%s' "$PARLEY_SERVICE_SECRET"
  else
    cat "${PARLEY_SERVICE_SECRET_FILE:-$1/service-secret}" 2>/dev/null || die "there is no service secret in $1"
  fi
}

# http_post ADDRESS PATH BEARER JSON: the whole answer, or nothing; HTTP/1.0, so that it comes in one piece
http_post() {
  local authority=${1#http://}
  exec 2>/dev/null 3<>"/dev/tcp/${authority%:*}/${authority##*:}" || return 1
  printf 'POST %s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$2" "$authority" "$3" "${#4}" "$4" >&3
  cat <&3
}

# json_text NAME: the string of that name in the answer that is read
json_text() {
  grep -oE "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}
