# shellcheck shell=bash disable=SC2034
# ./parley backup and ./parley restore: the document store in one file, by MONGODB_URI or of a data directory.

backup_command() {
  local data file
  backup_arguments backup "$@"
  [ -d "$(dirname "$file")" ] || die "there is no directory for $file"
  if [ -z "${MONGODB_URI:-}" ]; then
    MONGODB_URI=$(running_store "$data")
  fi
  ensure_built
  backup_tool Backup
}

restore_command() {
  local data file
  backup_arguments restore "$@"
  [ -r "$file" ] || die "cannot read $file"
  open_data "$data"
  require_nothing_running "$data"
  ensure_built
  backup_tool Restore
}

# Sets data and file
backup_arguments() {
  local command=$1
  shift
  data=$DEFAULT_DATA file=
  while [ $# -gt 0 ]; do
    case $1 in
      --data)
        data=$(option_value "$@") || exit 1
        shift 2
        ;;
      -*) die "unknown option $1 of $command (expected: --data)" ;;
      *)
        [ -z "$file" ] || die "$command takes one file, not also $1"
        file=$1
        shift
        ;;
    esac
  done
  [ -n "$file" ] || die "$command needs a file"
  data=$(absolute "$data")
  file=$(absolute "$file")
}

# The address of the store that is open in a data directory, or nothing
running_store() {
  if pid_of "$1/run/mongo-1" >/dev/null; then
    cat "$1/run/mongo-1.url"
  elif pid_of "$1/run/parley-1" >/dev/null; then
    cat "$1/run/parley-1.store" 2>/dev/null || die "parley-1 is still starting in $1"
  fi
}

backup_tool() {
  umask 077
  # shellcheck disable=SC2086
  MONGODB_URI=${MONGODB_URI:-} exec "$JAVA" $JVM_FLAGS -XX:TieredStopAtLevel=1 -Dlogback.configurationFile=parley-store.xml \
    -cp "$CLASS_PATH" "io.parley.standalone.backup.$1" "$data" "$file"
}
