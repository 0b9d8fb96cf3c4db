# shellcheck shell=bash disable=SC2034
# ./parley cluster: the services as processes on loopback, as in production.

cluster_command() {
  local chat=2 gateway=1 port=8080 data=$DEFAULT_DATA
  while [ $# -gt 0 ]; do
    case $1 in
      --chat) chat=$(option_value "$@") || exit 1 ;;
      --gateway) gateway=$(option_value "$@") || exit 1 ;;
      --port) port=$(option_value "$@") || exit 1 ;;
      --data) data=$(option_value "$@") || exit 1 ;;
      *) die "unknown option $1 of cluster (expected: --chat, --gateway, --port, --data)" ;;
    esac
    shift 2
  done
  require_number --chat "$chat" 1 16
  require_number --gateway "$gateway" 1 16
  require_number --port "$port" 1 65535
  data=$(absolute "$data")
  open_data "$data"
  require_nothing_running "$data"
  require_free_port "$port"
  ensure_built
  rm -f "$data"/run/*
  umask 077
  start_cluster "$data" "$port" "$chat" "$gateway"
}

start_cluster() {
  local data=$1 port=$2 chat=$3 gateway=$4 prepared
  # shellcheck disable=SC2086
  prepared=$("$JAVA" $JVM_FLAGS -XX:TieredStopAtLevel=1 -cp "$CLASS_PATH" \
    io.parley.standalone.ClusterPreparation "$data" $((5 + 2 * (chat + gateway + 1))) "$port") || exit 1
  local free_ports redis_executable redis_configuration redis_origin redis_url
  local PARLEY_SERVER_KEY_FILE=${PARLEY_SERVER_KEY_FILE:-} PARLEY_SERVICE_SECRET_FILE=${PARLEY_SERVICE_SECRET_FILE:-}
  local PARLEY_BOOTSTRAP_SECRET_FILE=${PARLEY_BOOTSTRAP_SECRET_FILE:-}
  local PARLEY_AUTH_MASTER_KEY_FILE=${PARLEY_AUTH_MASTER_KEY_FILE:-} PARLEY_CHAT_MASTER_KEY_FILE=${PARLEY_CHAT_MASTER_KEY_FILE:-}
  eval "$prepared"
  # shellcheck disable=SC2086
  set -- $free_ports
  local auth_port=$1 presence_port=$2 mongo_port=$3 auth_management=$4 presence_management=$5
  shift 5
  trap 'stop_all "$data"' EXIT

  start_stores
  local common=() chat_urls='' chat_ports=() gateway_ports=() own_origins i
  for ((i = 1; i <= chat; i++)); do
    chat_ports+=("$1" "$2")
    chat_urls=$chat_urls,http://127.0.0.1:$1
    shift 2
  done
  chat_urls=${chat_urls#,}
  gateway_ports+=("$port" "$1")
  shift 2
  for ((i = 2; i <= gateway; i++)); do
    gateway_ports+=("$1" "$2")
    shift 2
  done
  common_settings

  service auth-1 "$auth_port" "$auth_management" io.parley.auth.AuthServiceApplication
  service presence-1 "$presence_port" "$presence_management" io.parley.presence.PresenceServiceApplication
  for ((i = 1; i <= chat; i++)); do
    service "chat-$i" "${chat_ports[2 * i - 2]}" "${chat_ports[2 * i - 1]}" io.parley.chat.ChatServiceApplication \
      "PARLEY_NODE_URL=http://127.0.0.1:${chat_ports[2 * i - 2]}"
  done
  for ((i = 1; i <= gateway; i++)); do
    service "gateway-$i" "${gateway_ports[2 * i - 2]}" "${gateway_ports[2 * i - 1]}" io.parley.gateway.GatewayApplication
  done
  await_services
  trap - EXIT
  say "Parley is up at http://localhost:$port (processes in $data/run, logs in $data/log)"
  say "Whoever signs up and shows the secret in $data/bootstrap-secret becomes the first administrator"
}

# The stores of MONGODB_URI and REDIS_URL, or processes of our own
start_stores() {
  if [ -n "${REDIS_URL:-}" ]; then
    say "Redis:   the one of REDIS_URL"
  else
    say "Redis:   $redis_origin"
    REDIS_URL=$redis_url
    write_command "$data/run/redis-1" "$redis_url" -- "$redis_executable" "$redis_configuration"
    launch "$data/run/redis-1"
    await_up "$data/run/redis-1" || die "Redis did not start"
  fi
  if [ -n "${MONGODB_URI:-}" ]; then
    say "MongoDB: the one of MONGODB_URI"
  else
    say "MongoDB: the embedded store, as a process"
    MONGODB_URI=mongodb://127.0.0.1:$mongo_port/parley
    # shellcheck disable=SC2046
    write_command "$data/run/mongo-1" "$MONGODB_URI" -- \
      "$JAVA" $(jvm_words) -Xmx512m -Dlogback.configurationFile=parley-store.xml "-Dparley.process=$data/run/mongo-1" -cp "$CLASS_PATH" \
      io.parley.embedded.EmbeddedMongoMain --port "$mongo_port" --data "$data"
    launch "$data/run/mongo-1"
    await_up "$data/run/mongo-1" || die "the embedded store did not start"
  fi
}

# Everything that all services take, and every setting of the environment
common_settings() {
  local name i
  for name in $(compgen -e | grep -E '^(PARLEY|SPRING|LOGGING|MANAGEMENT)_' | grep -Ev '^PARLEY_(HOME|PORT|MANAGEMENT_PORT|BIND|NODE_URL|AUTH_URL|CHAT_URLS|PRESENCE_URL|START_CACHE|JAVA_OPTIONS)$'); do
    common+=("$name=${!name}")
  done
  for name in PARLEY_SERVER_KEY PARLEY_SERVICE_SECRET PARLEY_AUTH_MASTER_KEY PARLEY_CHAT_MASTER_KEY PARLEY_BOOTSTRAP_SECRET; do
    local file=${name}_FILE
    if [ -z "${!name:-}" ]; then
      common+=("$file=${!file}")
    fi
  done
  common+=("MONGODB_URI=$MONGODB_URI" "REDIS_URL=$REDIS_URL")
  for name in REDIS_SENTINEL_PASSWORD REDIS_SENTINEL_PASSWORD_FILE; do
    if [ -n "${!name:-}" ]; then
      common+=("$name=${!name}")
    fi
  done
  common+=("PARLEY_AUTH_URL=http://127.0.0.1:$auth_port" "PARLEY_PRESENCE_URL=http://127.0.0.1:$presence_port")
  common+=("PARLEY_CHAT_URLS=$chat_urls")
  if [ -z "${PARLEY_MAIL_OUTBOX:-}" ]; then
    common+=("PARLEY_MAIL_OUTBOX=$data/outbox")
  fi
  if [ -z "${PARLEY_PUBLIC_ORIGIN:-}" ]; then
    own_origins=http://127.0.0.1:$port
    for ((i = 2; i <= gateway; i++)); do
      own_origins=$own_origins,http://localhost:${gateway_ports[2 * i - 2]},http://127.0.0.1:${gateway_ports[2 * i - 2]}
    done
    common+=("PARLEY_PUBLIC_ORIGIN=http://localhost:$port")
    common+=("PARLEY_ALLOWED_ORIGINS=$own_origins${PARLEY_ALLOWED_ORIGINS:+,$PARLEY_ALLOWED_ORIGINS}")
  fi
}

# Those that hold sockets collect a little often: a pause is as long as what lives on after it (record 20)
young_words() {
  case $1 in
    chat-* | gateway-*) printf '%s' -Xmn40m ;;
  esac
}

# service NAME PORT MANAGEMENT_PORT MAIN_CLASS [NAME=VALUE…]
service() {
  local name=$1 service_port=$2 management_port=$3 main=$4
  shift 4
  # shellcheck disable=SC2046,SC2086
  write_command "$data/run/$name" "http://127.0.0.1:$service_port" "${common[@]}" \
    "PARLEY_PORT=$service_port" "PARLEY_MANAGEMENT_PORT=$management_port" PARLEY_BIND=127.0.0.1 "$@" -- \
    "$JAVA" $(jvm_words) -Xmx"${PARLEY_SERVICE_HEAP:-512m}" $(young_words "$name") ${PARLEY_JAVA_OPTIONS:-} \
    "-Dparley.process=$data/run/$name" -cp "$CLASS_PATH" "$main"
  launch "$data/run/$name"
}

await_services() {
  local file
  for file in "$data"/run/{auth,presence,chat,gateway}-*.cmd; do
    file=${file%.cmd}
    await_up "$file" || die "the cluster did not start"
    say "  ${file##*/} is up at $(public_address "$file")"
  done
  for file in "$data"/run/gateway-*.cmd; do
    await_all_seen "${file%.cmd}"
  done
}

# A gateway is UP with one node of a kind; returns when it has seen all of them, or after a while
await_all_seen() {
  local deadline=$((SECONDS + 15))
  while http_get "$(port_of "$1")" /health | grep -oE '"nodes":[0-9]+,"ready":[0-9]+' \
    | grep -qvE '"nodes":([0-9]+),"ready":\1$' && [ $SECONDS -lt $deadline ]; do
    sleep 0.1
  done
}
