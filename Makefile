# Portico: what a person types. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
export UV_PYTHON_DOWNLOADS = never
export PYTHONUNBUFFERED = 1
# Compiled modules are kept, or each start would take three times as long.
unexport PYTHONDONTWRITEBYTECODE
export DJANGO_SETTINGS_MODULE = portal.settings

# What `make check` needs to load the settings; it contacts nothing.
CHECKING := SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) ALLOWED_HOSTS=portico.test DATABASE_URL=postgres://nobody@127.0.0.1:1/none \
	SNOWFLAKE_ACCOUNT=none SNOWFLAKE_USER=none SNOWFLAKE_PASSWORD=none

.PHONY: help
help: ## This list
	@echo "Portico. Needs Python 3.11 or newer and make; each target gets whatever else it needs."
	grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | column -t -s $$'\t'
	echo "The demo is at port 8000, or at another one: WEB_PORT=8080 make demo"

.PHONY: demo
demo: .venv/ready ## The whole portal on real data; Ctrl-C stops it
	@$(PYTHON) -m portal.embedded

.PHONY: clean-demo
clean-demo: .venv/ready ## Forget the demo: its data, accounts and log
	@$(PYTHON) -m portal.embedded forget

.PHONY: test
test: .venv/ready ## Every test, on real servers and in a real browser
	@$(PYTHON) -m tests.chromium
	$(PYTHON) -m pytest -m "not long"

.PHONY: test-long
test-long: .venv/ready ## The fault, fuzz and load runs at full length
	@$(PYTHON) -m tests.chromium
	$(PYTHON) -m pytest -m long

.PHONY: check
check: .venv/ready ## Style, types, imports, Django's and the reports' checks: seconds
	@.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/hadolint docker/Dockerfile
	export $(CHECKING)
	.venv/bin/mypy
	$(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py checkreports

.PHONY: docs
docs: .venv/ready ## Write docs/reference.md anew from the code
	@$(PYTHON) -m reports.reference

.PHONY: bench
bench: .venv/ready ## How fast it is, against the same work without the portal
	@$(PYTHON) -m tests.chromium
	$(PYTHON) -m tests.benchmarks

.PHONY: lock
lock: .venv/ready ## Pin what requirements/*.in ask for
	@cd requirements
	../.venv/bin/uv pip compile $(LOCKED) --upgrade dev.in -o dev.txt
	../.venv/bin/uv pip compile $(LOCKED) -c dev.txt portal.in -o portal.txt
	../.venv/bin/uv pip compile $(LOCKED) -c dev.txt saml.in -o saml.txt
	../.venv/bin/uv pip compile $(LOCKED) -c dev.txt standin.in -o standin.txt
	../.venv/bin/uv pip compile $(LOCKED) -c dev.txt uv.in -o uv.txt
LOCKED := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links

# The environment is made anew only when a lock file has changed.
.venv/ready: requirements/dev.txt requirements/uv.txt
	@bash requirements/install.sh
