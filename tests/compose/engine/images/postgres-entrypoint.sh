#!/bin/bash
# Stands in for the entrypoint of the image postgres: the same variables, folders, user and order of things.
# https://hub.docker.com/_/postgres
set -eo pipefail

if [ "${1#-}" != "$1" ]; then
  set -- postgres "$@"
fi
if [ "$1" != postgres ]; then
  exec "$@"
fi

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  find "$PGDATA" /var/run/postgresql ! -user postgres -exec chown postgres '{}' +
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

# The value of a variable, of the file that NAME_FILE names, or a default.
setting() {
  local file="$1_FILE"
  if [ -n "${!1}" ] && [ -n "${!file}" ]; then
    echo "both $1 and $file are set (but are exclusive)" >&2
    return 1
  fi
  if [ -n "${!file}" ]; then
    cat "${!file}"
  else
    printf '%s' "${!1:-$2}"
  fi
}

initialise() {
  local user password database
  user="$(setting POSTGRES_USER postgres)"
  password="$(setting POSTGRES_PASSWORD)"
  database="$(setting POSTGRES_DB "$user")"
  local method="${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}"
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo 'Database is uninitialized and superuser password is not specified; set POSTGRES_PASSWORD' >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # several arguments in one variable, as in the real image
  initdb --username="$user" --pwfile=<(printf '%s\n' "${password:-unused}") ${POSTGRES_INITDB_ARGS:-}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  if [ "$database" != postgres ]; then
    createdb --username="$user" --no-password --maintenance-db=postgres "$database"
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) bash "$file" ;;
      *.sql) psql -v ON_ERROR_STOP=1 --username "$user" --no-password --dbname "$database" --file "$file" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initialise
fi
exec "$@"
