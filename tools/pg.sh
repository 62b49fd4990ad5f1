#!/usr/bin/env bash
# A private PostgreSQL for the tests: tools/pg.sh start|stop|url. Nothing of the system's own clusters is touched.
# Runs as the current user where initdb is at hand, as user postgres when we are root (initdb refuses root).
set -euo pipefail
here=${LINLI_PG_DIR:-/tmp/linli-pg-$(id -u)}
port=${LINLI_PG_PORT:-5607}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)")
[ -x "$bin/initdb" ] || { echo "pg: no PostgreSQL server found" >&2; exit 3; }
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case ${1:-} in
  start)
    if [ ! -d "$here/data" ]; then
      mkdir -p "$here"; [ "$(id -u)" = 0 ] && chown postgres "$here"
      as "$bin/initdb" -D "$here/data" -U linli --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
    fi
    if ! as "$bin/pg_ctl" -D "$here/data" status >/dev/null 2>&1; then
      as "$bin/pg_ctl" -D "$here/data" -w -l "$here/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=120" start >/dev/null
    fi
    echo "postgresql://linli@127.0.0.1:$port/postgres" ;;
  stop) [ -d "$here/data" ] && as "$bin/pg_ctl" -D "$here/data" -m immediate stop >/dev/null 2>&1 || true ;;
  url) echo "postgresql://linli@127.0.0.1:$port/postgres" ;;
  *) echo "usage: tools/pg.sh start|stop|url" >&2; exit 2 ;;
esac
