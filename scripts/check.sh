#!/usr/bin/env bash
# Lint, types, import contracts and translations.
set -euo pipefail
cd "$(dirname "$0")/.."
export SAMSPOR_MODE=test
bin=.venv/bin
$bin/ruff format --check --quiet src tests scripts bench studies
$bin/ruff check --quiet src tests scripts bench studies
$bin/lint-imports --no-cache >build/imports.log 2>&1 || { cat build/imports.log; exit 1; }
$bin/mypy --no-error-summary
$bin/python scripts/messages.py check
$bin/samspor makemigrations --check --dry-run --verbosity 0 || { echo "A model changed without a migration."; exit 1; }
echo "check: lint, types, contracts, translations and migrations are in order"
