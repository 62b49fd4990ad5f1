#!/usr/bin/env bash
# The one test command. Order: what fails fastest first. --quick: no browser, no PostgreSQL. --all: the long one.
set -uo pipefail
cd "$(dirname "$0")/.."
mode=${1:-}
py=.venv/bin/python
export LINLI_DATA; LINLI_DATA=$(mktemp -d /tmp/linli-test-XXXXXX)
# Not below the data folder: that one is ours alone, and the server runs as user postgres.
export LINLI_PG_DIR=/tmp/linli-pg-test-$$ LINLI_PG_PORT=${LINLI_PG_PORT:-5617}
trap 'bash tools/pg.sh stop 2>/dev/null; rm -rf "$LINLI_DATA" "$LINLI_PG_DIR"' EXIT
export LINLI_DEMO=0 LINLI_PLAIN_STATIC=1
step() { local start=$SECONDS; echo "── $1"; shift; "$@" || { echo "failed: $*" >&2; exit 1; }; echo "   $((SECONDS - start)) s"; }

if [ "$mode" != --quick ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  want=()
  command -v chromium >/dev/null || want+=(chromium fonts-noto-cjk)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || want+=(postgresql)
  [ "$mode" = --all ] && ! command -v soffice >/dev/null && want+=(libreoffice-writer-nogui libreoffice-calc-nogui)
  if [ ${#want[@]} -gt 0 ]; then
    echo "── installing ${want[*]} from Debian's packages"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${want[@]}"; } >"$LINLI_DATA/apt.log" 2>&1 \
      || { echo "could not install ${want[*]}: the tests that need them are skipped"; tail -n 3 "$LINLI_DATA/apt.log"; }
  fi
fi
command -v chromium >/dev/null || echo "no Chromium here: browser tests are skipped"

step lint .venv/bin/ruff check -q .
step format .venv/bin/ruff format -q --check .
step layers .venv/bin/lint-imports --no-cache
step types .venv/bin/mypy
pg=""
if [ "$mode" != --quick ]; then
  pg=$(bash tools/pg.sh start) || { pg=""; echo "no PostgreSQL here: its tests are skipped"; }
fi
if [ -n "$pg" ]; then
  if [ "$mode" = --all ]; then select=(-m "not browser and not kill"); else select=(-m "databases"); fi
  step "PostgreSQL: ${select[1]}" env DATABASE_URL="$pg" $py -m pytest -n 2 "${select[@]}"
fi
select=(); [ "$mode" = --all ] || select=(-m "not slow"); [ "$mode" = --quick ] && select=(-m "not slow and not browser and not kill")
echo "── tests on SQLite"
$py -m pytest -n 2 --dist loadgroup "${select[@]}"
status=$?
exit $status
