#!/usr/bin/env bash
# Installs what the tests need on a Debian machine with root: PostgreSQL, Chromium, Java. Elsewhere says what is missing.
set -euo pipefail
want=()
command -v pg_virtualenv >/dev/null || want+=(postgresql postgresql-common)
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || want+=(postgresql)
command -v chromium >/dev/null || want+=(chromium)
command -v java >/dev/null || want+=(openjdk-17-jre-headless)
[ ${#want[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing for the tests: ${want[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${want[@]}" >/dev/null
else
  echo "Not here, and not installed without root on Debian: ${want[*]}. The tests that need them are skipped with a sentence."
fi
