# Everything that is done with this repository. Nothing but Python 3.11 or newer is needed first.
PYTHON_BIN := .venv/bin/python
CORE := .venv/.core-installed
ALL := .venv/.all-installed
NOT_HERE := not peers and not bench and not spark
PRESET ?= small

.PHONY: help install demo test test-neo4j test-peers test-spark check bench lock
.DEFAULT_GOAL := help

help:
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

install: $(ALL) ## Make .venv with everything in it: the command is then .venv/bin/tellonce.

demo: $(CORE) ## Start tellonce with an invented world and show who is calling.
	@$(PYTHON_BIN) -m tellonce demo

test: $(ALL) ## Run the tests on the embedded engine; needs no other program.
	@$(PYTHON_BIN) -m pytest -n 2 --dist worksteal -m "$(NOT_HERE)"

test-neo4j: $(ALL) ## Run the tests that touch the graph on a real Neo4j; needs Java 17 and Maven.
	@$(PYTHON_BIN) tests/neo4j/run.py $(PYTHON_BIN) -m pytest -m "$(NOT_HERE)" \
		tests/graph tests/identity tests/context tests/stories tests/api

test-peers: $(ALL) ## Run what other programs judge: a browser, graphql-ws, Compose; installs them.
	@.ci/peers
	@$(PYTHON_BIN) -m pytest -m peers

test-spark: $(ALL) ## Run the bulk scoring on Spark in local mode; needs Java 17, and installs PySpark.
	@$(PYTHON_BIN) -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements/spark.lock
	@$(PYTHON_BIN) -m pytest -m spark

check: $(ALL) ## Judge format, style, types, layers and dependencies, without running anything.
	@$(PYTHON_BIN) -m ruff format --check .
	@$(PYTHON_BIN) -m ruff check .
	@$(PYTHON_BIN) -m mypy
	@$(PYTHON_BIN) -m pyright --warnings
	@.venv/bin/lint-imports
	@$(PYTHON_BIN) -m deptry .

bench: $(ALL) ## Measure speed and memory against the bars; PRESET=large for the real thing.
	@.ci/install-data
	@$(PYTHON_BIN) tests/bench/run.py --preset $(PRESET)

lock: $(ALL) ## Resolve pyproject.toml into requirements/*.lock, with hashes.
	@.ci/lock

$(CORE): pyproject.toml requirements/core.lock .ci/install
	@.ci/install core
	@touch $@

$(ALL): pyproject.toml requirements/all.lock .ci/install
	@.ci/install all
	@touch $@ $(CORE)
