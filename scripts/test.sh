#!/usr/bin/env bash
# All tests: check, then SQLite with the browser, then PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
export SAMSPOR_MODE=test
pytest=".venv/bin/python -m pytest -n 2 --dist loadfile"
bash scripts/needs.sh
# Spark is large, and `make demo` does without
.venv/bin/python -c "import pyspark" 2>/dev/null || VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet --require-hashes --no-deps -r scripts/spark.txt
bash scripts/check.sh
echo "== SQLite, rules, pages, guards, evaluation, browser"
$pytest
echo "== PostgreSQL"
if command -v pg_virtualenv >/dev/null; then
  pg_virtualenv -o fsync=off -o synchronous_commit=off -o full_page_writes=off bash -c '
    export SAMSPOR_PG_NAME=postgres SAMSPOR_PG_HOST=$PGHOST SAMSPOR_PG_PORT=$PGPORT SAMSPOR_PG_USER=$PGUSER SAMSPOR_PG_PASSWORD=$PGPASSWORD
    '"$pytest"' -m "not browser and not one_database" --ignore tests/ipseval --ignore tests/spec/ipseval'
elif [ "${CI:-}" = true ]; then
  echo "PostgreSQL is missing, and with CI=true nothing may be skipped."; exit 1
else
  echo "Skipped: PostgreSQL is not installed here, so the tests ran on SQLite alone."
fi
