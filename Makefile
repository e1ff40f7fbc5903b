# Jedel. `make run` starts it, `make test` tests it; the rest is for working on it.
SPEED ?= 1
PORT ?= 8000
# A faster evening begins yesterday at 16:00, so it has a data directory of its own: a log never goes back in time.
DATA ?= $(if $(filter 1,$(SPEED)),var/demo,var/evening)
MINUTES ?= 30
# How often `make trials` does what; `make test` does each of them seldomer.
COUNTS = KILLS=20 OPENS=40 ROTATE=15 DAMAGES=85 FORGET=5 AUTHZ=250 RIVALS=60 FOLLOW=20000 HINTS=80 FAULTS=10 FALLS=20 \
	CHANGES=20000 BOARDS=100 STALL_SECONDS=30 RECONNECT=300 STORMS=3 HALF_OPEN=50 FRAMES=20000

.NOTPARALLEL:
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Offices that look into TLS have their certificate in the machine's store; Node looks there only when told.
export NODE_USE_SYSTEM_CA ?= 1

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
SCREEN := web/screen
NODE := $(SCREEN)/node_modules
PROVIDER := tests/oidc/node_modules
EVENTIDE := tests/bench/eventide/node_modules
ENGINE := build/roads-engine
POSTGRES := build/postgres
PEERS := build/peers
REDIS := build/redis
SCREEN_FILES := $(shell find $(SCREEN)/src $(SCREEN)/*.html $(SCREEN)/*.ts $(SCREEN)/*.js web/messages \
	-type f 2>/dev/null)
FAST := not browser and not slow and not trial

.PHONY: help setup setup-dev peers roads-engine run watch demo test check quick-dispatch quick-web-1 quick-web-2 quick-rest lint types screens-check \
	fmt lock bench trials soak pictures clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'
	@echo "  (make run takes SPEED=60 PORT=8000 DATA=var/demo; make trials takes $(COUNTS))"

# ---- set-up: every step leaves a stamp and is skipped while its inputs have not changed ----
setup: .venv/.run $(SCREEN)/dist/.built ## environment and screens, all that `make run` needs

.venv/.made: requirements/machine.sh
	@echo "set-up: looking at the machine"
	@python=$$(sh requirements/machine.sh 1200) && { test -x $(BIN)/python || { \
		echo "set-up: Python environment in .venv ($$python)"; $$python -m venv .venv; }; }
	@touch $@

.venv/.run: .venv/.made requirements/run.txt pyproject.toml
	@echo "set-up: Python packages"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.made requirements/dev.txt pyproject.toml
	@echo "set-up: Python packages, those for tests too"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch .venv/.run $@

$(NODE)/.run: $(SCREEN)/package-lock.json .venv/.run
	@echo "set-up: packages of the screens"
	@cd $(SCREEN) && npm ci --omit=dev --silent --no-progress || npm ci --omit=dev --no-progress
	@touch $@

$(NODE)/.dev: $(SCREEN)/package-lock.json .venv/.run
	@echo "set-up: packages of the screens, those for tests too"
	@cd $(SCREEN) && npm ci --silent --no-progress || npm ci --no-progress
	@touch $(NODE)/.run $@

$(PROVIDER)/.dev: tests/oidc/package-lock.json .venv/.run
	@echo "set-up: the identity provider of the tests"
	@cd tests/oidc && npm ci --silent --no-progress || npm ci --no-progress
	@touch $@

$(EVENTIDE)/.dev: tests/bench/eventide/package-lock.json .venv/.run
	@echo "set-up: a peer of the bench, Message DB"
	@cd tests/bench/eventide && npm ci --silent --no-progress || npm ci --no-progress
	@touch $@

$(SCREEN)/dist/.built: $(NODE)/.run $(SCREEN_FILES)
	@echo "set-up: building the screens"
	@cd $(SCREEN) && npm run -s build -- --logLevel warn
	@touch $@

# The packages for tests come first: they bring those for running along.
setup-dev: .venv/.dev $(NODE)/.dev $(PROVIDER)/.dev $(EVENTIDE)/.dev $(SCREEN)/dist/.built
	@sh requirements/chromium.sh $(BIN)/python
	@$(MAKE) -s roads-engine || echo "no road engine for this machine: its tests are skipped"
	@$(MAKE) -s $(POSTGRES)/.made || echo "no PostgreSQL for this machine: its tests take Debian's, or are skipped"
	@$(MAKE) -s $(REDIS)/.made || echo "no Redis for this machine: its tests take Debian's, or are skipped"

$(ENGINE)/.made: requirements/roads-engine.txt requirements/roads-engine.sh .venv/.made
	@echo "set-up: the road engine"
	@sh requirements/roads-engine.sh $(ENGINE) $(BIN)/python
	@touch $@

$(POSTGRES)/.made: requirements/postgres.txt requirements/postgres.sh .venv/.made
	@echo "set-up: PostgreSQL for the tests"
	@sh requirements/postgres.sh $(POSTGRES) $(BIN)/python
	@touch $@

$(REDIS)/.made: requirements/redis.txt requirements/redis.sh .venv/.made
	@echo "set-up: Redis for the tests"
	@sh requirements/redis.sh $(REDIS) $(BIN)/python
	@touch $@

$(PEERS)/.made: requirements/peers.txt tests/bench/peers/package-lock.json .venv/.made .venv/.run
	@echo "set-up: the boards that the figures are held beside"
	@rm -rf $(PEERS) && $(BIN)/python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip -qq --disable-pip-version-check --no-input install --require-hashes -r requirements/peers.txt
	@cd tests/bench/peers && npm ci --silent --no-progress || npm ci --no-progress
	@touch $@

peers: $(PEERS)/.made ## fetch Django Channels, python-socketio and npm socket.io, beside which `make bench` holds the board

roads-engine: $(ENGINE)/.made ## fetch the road engine (OSRM) that `jedel roads serve` runs

# ---- running ----
run: setup ## start Jedel with the demonstration town on http://localhost:8000
	@$(BIN)/jedel run --data $(DATA) --port $(PORT) --speed $(SPEED)

watch: setup-dev ## build the screens again whenever their sources change
	@$(BIN)/npm --prefix $(SCREEN) exec -- vite build --watch $(SCREEN)

demo: setup ## play an evening into the running demonstration
	@$(BIN)/jedel demo --url http://localhost:$(PORT)

# ---- holding it together ----
test: setup-dev lint types screens-check ## everything: lint, types, contracts, screens, all tests with a browser
	@$(BIN)/pytest -q $(BESIDE)

# Files of tests beside each other, each file whole and those of pages last, as `tests/browser` sorts them.
WORKERS ?= 2
BESIDE = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Two at a time, because most machines have two cores; each is silent until it ends.
check: setup-dev lint ## the quick part of `make test`
	@printf '%s\n' quick-web-1 quick-web-2 screens-check quick-rest types quick-dispatch | xargs -P 3 -n 1 sh -c ' \
		$(MAKE) -s $$0 >build/$$0.txt 2>&1 || { cat build/$$0.txt; echo "failed: make $$0"; exit 1; }; \
		echo "$$0: $$(grep . build/$$0.txt | tail -n 1)"'

QUICK = HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-few} $(BIN)/pytest -q -m "$(FAST)"
WEB_SECOND = $(wildcard tests/web/test_[m-z]*.py) # each half has a server of its own
quick-dispatch:
	@$(QUICK) tests/dispatch
quick-web-1:
	@$(QUICK) $(filter-out $(WEB_SECOND),$(wildcard tests/web/test_*.py))
quick-web-2:
	@$(QUICK) $(WEB_SECOND)
quick-rest:
	@$(QUICK) $(filter-out tests/dispatch tests/web tests/browser tests/bench,$(patsubst %/,%,$(wildcard tests/*/)))

lint: .venv/.dev ## format, lint, import contracts
	@$(BIN)/ruff format --check --quiet . || { echo "run: make fmt"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@mkdir -p build; $(BIN)/lint-imports --no-cache >build/imports.txt 2>&1 || { cat build/imports.txt; exit 1; }

types: .venv/.dev ## mypy --strict
	@$(BIN)/mypy

screens-check: $(NODE)/.dev ## types and unit tests of the screens
	@cd $(SCREEN) && npm run -s check && npm run -s test

fmt: .venv/.dev ## put the Python code into its format
	@$(BIN)/ruff check --quiet --select I,UP --fix .
	@$(BIN)/ruff format .

lock: .venv/.made ## resolve the dependencies anew into requirements/ (hashes, no host names)
	@test -x build/lock/bin/uv || { $(BIN)/python -m venv build/lock && build/lock/bin/python -m pip -qq install uv; }
	@build/lock/bin/uv lock --python $(BIN)/python $(UPGRADE)
	@build/lock/bin/uv export -q --frozen --no-default-groups --group build \
		--no-emit-project --no-header --no-annotate -o requirements/run.txt
	@build/lock/bin/uv pip compile -q --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
		requirements/peers.in -o requirements/peers.txt
	@build/lock/bin/uv export -q --frozen --all-groups \
		--no-emit-project --no-header --no-annotate -o requirements/dev.txt

bench: setup-dev ## the figures, one JSON line each, measured against floors of the same run
	@$(BIN)/python -m tests.bench

trials: setup-dev ## the heavy trials, each as often as its count says: kills, falls, damages, rivals, faults of Redis and PostgreSQL, weather
	@env $(COUNTS) $(MAKEOVERRIDES) $(BIN)/pytest -q -s -m trial tests/trials

soak: setup-dev ## 300 boards and 20 commands a second for MINUTES: neither memory nor open files may grow
	@MINUTES=$(MINUTES) $(BIN)/pytest -q -s tests/trials/test_soak.py

pictures: setup-dev ## take the README's pictures anew from the product's own pages
	@$(BIN)/python -m tests.browser.pictures

clean: ## remove what set-up made (never var/, where data are)
	@rm -rf .venv build $(NODE) $(PROVIDER) $(EVENTIDE) tests/bench/peers/node_modules $(SCREEN)/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
