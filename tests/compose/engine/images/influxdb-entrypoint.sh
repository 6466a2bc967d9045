#!/bin/bash
# Stands in for the entrypoint of the image influxdb:2.7: the same variables, folders, user and order of things.
# https://docs.influxdata.com/influxdb/v2/install/use-docker-compose/
set -eo pipefail

if [ "${1#-}" != "$1" ] || [ "$1" = run ]; then
  set -- influxd "$@"
fi
if [ "$1" != influxd ]; then
  exec "$@"
fi

data=/var/lib/influxdb2
config=/etc/influxdb2
export INFLUXD_BOLT_PATH="${INFLUXD_BOLT_PATH:-$data/influxd.bolt}"
export INFLUXD_ENGINE_PATH="${INFLUXD_ENGINE_PATH:-$data/engine}"

mkdir -p "$INFLUXD_ENGINE_PATH" "$config"
if [ "$(id -u)" = 0 ]; then
  find "$(dirname "$INFLUXD_BOLT_PATH")" "$INFLUXD_ENGINE_PATH" "$config" ! -user influxdb -exec chown influxdb '{}' +
  exec setpriv --reuid=influxdb --regid=influxdb --init-groups "$0" "$@"
fi

# Only these three may come out of a file, as in the real image.
for name in USERNAME PASSWORD ADMIN_TOKEN; do
  variable="DOCKER_INFLUXDB_INIT_$name"
  file="DOCKER_INFLUXDB_INIT_${name}_FILE"
  if [ -n "${!file}" ]; then
    if [ -e "${!file}" ]; then
      declare "$variable=$(cat "${!file}")"
    else
      echo "$file names a file that does not exist" >&2
    fi
  fi
done

quoted() {
  local text="${1//\\/\\\\}"
  printf '"%s"' "${text//\"/\\\"}"
}

# "0", "30d", "1w12h": as the command influx takes them.
retention_seconds() {
  local rest="${1:-0}" sum=0
  [ "$rest" = 0 ] && rest=0s
  while [[ "$rest" =~ ^([0-9]+)([wdhms])(.*)$ ]]; do
    local -A unit=([w]=604800 [d]=86400 [h]=3600 [m]=60 [s]=1)
    sum=$((sum + BASH_REMATCH[1] * unit[${BASH_REMATCH[2]}]))
    rest="${BASH_REMATCH[3]}"
  done
  if [ -n "$rest" ]; then
    echo "DOCKER_INFLUXDB_INIT_RETENTION is no duration" >&2
    return 1
  fi
  echo "$sum"
}

setup_request() {
  printf '{"username":%s,"password":%s,"org":%s,"bucket":%s,"retentionPeriodSeconds":%s' \
    "$(quoted "$DOCKER_INFLUXDB_INIT_USERNAME")" "$(quoted "$DOCKER_INFLUXDB_INIT_PASSWORD")" \
    "$(quoted "$DOCKER_INFLUXDB_INIT_ORG")" "$(quoted "$DOCKER_INFLUXDB_INIT_BUCKET")" "$retention"
  [ -z "$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN" ] || printf ',"token":%s' "$(quoted "$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN")"
  printf '}'
}

# A database that is half set up would be taken for a good one at the next start.
forget_failed_setup() {
  rm -rf "$INFLUXD_BOLT_PATH" "$(dirname "$INFLUXD_BOLT_PATH")/influxd.sqlite" "$INFLUXD_ENGINE_PATH"/*
}

set_up() {
  for name in USERNAME PASSWORD ORG BUCKET; do
    variable="DOCKER_INFLUXDB_INIT_$name"
    if [ -z "${!variable}" ]; then
      echo "$variable is missing, cannot set up InfluxDB" >&2
      exit 1
    fi
  done
  retention="$(retention_seconds "$DOCKER_INFLUXDB_INIT_RETENTION")"
  trap forget_failed_setup EXIT
  trap 'exit 143' TERM INT
  local url="http://127.0.0.1:$INFLUXD_INIT_PORT"
  influxd --http-bind-address "127.0.0.1:$INFLUXD_INIT_PORT" &
  local server=$!
  until curl -fsS --max-time 2 "$url/health" >/dev/null 2>&1; do
    kill -0 "$server"
    sleep 0.2
  done
  setup_request | curl -fsS --max-time 30 -X POST -H 'content-type: application/json' --data-binary @- "$url/api/v2/setup" >/dev/null
  kill -TERM "$server"
  wait "$server" || true
  trap - EXIT TERM INT
}

if [ -n "$DOCKER_INFLUXDB_INIT_MODE" ] && [ ! -e "$INFLUXD_BOLT_PATH" ]; then
  if [ "$DOCKER_INFLUXDB_INIT_MODE" != setup ]; then
    echo "DOCKER_INFLUXDB_INIT_MODE is $DOCKER_INFLUXDB_INIT_MODE; here it can only be setup" >&2
    exit 1
  fi
  set_up
fi
exec "$@"
