# Every command of the project. `make demo` and `make test` need nothing but Python ≥ 3.11, Node ≥ 20 and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory
export UV_PYTHON_DOWNLOADS := never
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: setup theme messages demo test test-fast test-sqlite test-postgres check fix bench screenshots docs clean

setup: .venv/.ready build/theme/.ready messages  ## the environment alone

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	test -x .venv/bin/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r scripts/uv.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

build/theme/.ready: package-lock.json $(wildcard theme/*) scripts/theme.mjs
	@npm ci --silent --no-fund --no-audit
	node scripts/theme.mjs
	touch $@

messages: .venv/.ready
	@$(BIN)/python scripts/messages.py compile

demo: setup  ## the site with an invented world on http://127.0.0.1:8000
	@SAMSPOR_MODE=demo $(BIN)/samspor demo --port $(PORT)

test: setup  ## everything; installs what the tests need where it may
	@bash scripts/test.sh all

test-fast: setup  ## rules, pages and guards on SQLite, without the slow ones and the browser
	@SAMSPOR_MODE=test $(PYTEST) -n 2 --dist loadfile -m "not slow and not browser"

check: setup  ## lint, types, contracts, templates, translations
	@bash scripts/check.sh

fix: setup
	@$(BIN)/ruff format src tests scripts bench studies
	$(BIN)/ruff check --fix src tests scripts bench studies

bench: setup  ## what is measured, in one run
	@SAMSPOR_MODE=test $(BIN)/python -m bench
	$(BIN)/python -m bench.registers
	$(BIN)/python -m bench.coverage

docs: setup  ## the pages that are written from the code
	@$(BIN)/python scripts/register_page.py

screenshots: setup  ## every page at both widths, from the demo world, into build/screenshots
	@$(BIN)/python scripts/screenshots.py

lock:  ## after a change of pyproject.toml or package.json
	@$(BIN)/uv pip compile pyproject.toml --extra platform --extra test --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"])' | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o scripts/spark.txt
	npm install --silent

theme: build/theme/.ready  ## the stylesheet, fonts and icons

clean:
	@rm -rf .venv node_modules build var
