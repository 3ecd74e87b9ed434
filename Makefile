# A Python of the machine that meetgraph runs on; PYTHON=... names another. Those that were compiled with profile-guided
# optimisation come first, as distributions' are and pyenv's are not: an operation takes a tenth to a sixth less CPU time.
RUNS_HERE := import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
OPTIMISED := import sys, sysconfig; sys.exit(not (sys.executable.startswith("/usr/bin/") \
	or "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")))
PYTHON ?= $(shell for wanted in '$(OPTIMISED)' ''; do \
	for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	$$python -c '$(RUNS_HERE)' 2>/dev/null && $$python -c "$$wanted" && echo $$python && exit; \
	done; done)
PORT ?= 8000
KILLS ?= 100
# What was compiled once is not compiled again by every process that a test or the demo starts.
export PYTHONDONTWRITEBYTECODE =
INSTALLED := .venv/installed

.PHONY: help demo simulators web test test-faults test-browser test-interop test-slow test-chaos test-abuse test-plans check bench bench-peers bench-write bench-clients bench-operations bench-collector bench-isolation bench-subscriptions schema clean

help: ## List these targets.
	@grep -hE '^[a-z-]+:.*##' Makefile | awk -F ':.*## ' '{printf "%-20s %s\n", $$1, $$2}'

demo: $(INSTALLED) ## Start four simulators and the gateway over them: PORT=8000.
	@.venv/bin/python web/build || echo "Going on without the explorer; the API does not need it." >&2
	@PORT=$(PORT) exec .venv/bin/meetgraph demo

simulators: $(INSTALLED) ## Start the simulators alone, on four ports from 8001 on.
	@exec .venv/bin/meetgraph simulators

web: $(INSTALLED) ## Build the explorer, where it is missing or older than its sources.
	@.venv/bin/python web/build

# Tests wait for servers more than they compute, so four at once are quicker on two cores, too. What takes long is
# first in their order; without it one of the four would end it alone.
test: $(INSTALLED) ## Run the test suite.
	@.venv/bin/pytest -m "not browser and not interop and not faults and not chaos and not abuse and not plans and not slow" \
		--numprocesses 4 --dist loadfile --no-loadscope-reorder

test-faults: $(INSTALLED) ## Meet every fault at every vendor, on raw sockets, and odd values in every body.
	@.venv/bin/pytest -m faults --numprocesses auto --maxprocesses 4 tests/vendors

test-browser: $(INSTALLED) web ## Drive the explorer in headless Chromium, without any outside network.
	@tests/browser/find-chromium
	@tests/browser/find-nginx
	@.venv/bin/pytest -m browser tests/browser

test-interop: $(INSTALLED) ## Hold the API to the published audits and clients, and run the examples.
	@tests/browser/find-chromium
	@.venv/bin/pytest -m interop tests/interop

test-slow: $(INSTALLED) ## Kill and freeze gateways and MongoDB on the way, start fleets, try every habit of every vendor.
	@.venv/bin/pytest -m slow --numprocesses 4 --dist loadfile --no-loadscope-reorder

test-chaos: $(INSTALLED) ## Kill two gateways 100 times while 20 commands are in flight, and count: KILLS=100.
	@KILLS=$(KILLS) .venv/bin/pytest -m chaos tests/chaos --capture=no

test-abuse: $(INSTALLED) ## Throw bombs, floods, slow requests and crooked tokens at `meetgraph serve`, and measure who waits.
	@.venv/bin/pytest -m abuse tests/abuse tests/end_to_end --capture=no

test-plans: $(INSTALLED) ## Execute thousands of random operations by plans and by graphql-core, and compare.
	@.venv/bin/pytest -m plans --numprocesses auto --maxprocesses 4 --dist loadfile tests/graph/operations/plans

check: $(INSTALLED) ## Check style, types, layers and the schema file.
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check --quiet
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/meetgraph schema --check

bench: $(INSTALLED) ## Measure what operations cost here and in other gateways on Node.js; takes about four minutes.
	@.venv/bin/python -m bench.peers

bench-peers: $(INSTALLED) ## Install the other gateways that `make bench` compares with.
	@.venv/bin/python -m bench.peers --install

bench-write: $(INSTALLED) ## Measure as `make bench` does, and put the tables into the README and docs/performance.md.
	@.venv/bin/python -m bench.peers --write

bench-clients: $(INSTALLED) ## Compare what a vendor call costs by HTTP client.
	@.venv/bin/python -m bench.vendor_http

bench-operations: $(INSTALLED) ## Measure what single operations cost the gateway, and how long they take.
	@.venv/bin/python -m bench.operations

bench-collector: $(INSTALLED) ## Measure how long the garbage collector holds the gateway under load.
	@.venv/bin/python -m bench.collector

bench-isolation: $(INSTALLED) ## Measure what one hung vendor costs the other three.
	@.venv/bin/python -m bench.isolation

bench-subscriptions: $(INSTALLED) ## Hold 10,000 idle subscriptions, and follow 1,000 commands through two replicas.
	@.venv/bin/python -m bench.subscriptions

schema: $(INSTALLED) ## Write schema.graphql.
	@.venv/bin/meetgraph schema

clean: ## Remove all that was installed or built here.
	rm -rf .venv web/node_modules web/dist tests/interop/node_modules bench/peers/node/node_modules examples/*/node_modules examples/*/dist examples/*/src/generated

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	|| { echo "meetgraph needs Python 3.11, 3.12 or 3.13 with its venv module; name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Installing into .venv; the first time takes about a minute."
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@.venv/bin/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
