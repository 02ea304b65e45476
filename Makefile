# Every target sets the project up first where that is needed; nothing has to be installed by hand
# but Python 3.12 or later. `make setup PYTHON=/path/to/python3.13` chooses one.

PYTHON ?=
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

DEMO   ?= sweep scenarios/sweeps/india_assurance.yaml

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format view bench docs pages example clean

help:
	@echo "make demo    run a small sweep: what India can answer, and where that leads"
	@echo "make test    run all tests"
	@echo "make check   formatting, lint, types and layers"
	@echo "make format  put the sources into shape"
	@echo "make view    open the viewer in the browser"
	@echo "make docs    build the documentation into build/docs"
	@echo "make pages   write the pages of docs/ that are made from the code anew"
	@echo "make example make the example in runs/example anew"
	@echo "make bench   measure the speed on this machine"
	@echo "make setup   install into $(VENV); the others do this themselves"
	@echo "make clean   remove caches and $(VENV); runs stay"

demo: $(STAMP)
	@$(BIN)/rare-earth $(DEMO)

test: $(STAMP)
	@$(BIN)/python -m pytest

check: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

view: $(STAMP)
	@$(BIN)/rare-earth view

pages: $(STAMP)
	@$(BIN)/python -m sim.cli.pages

example: $(STAMP)
	@$(BIN)/python -m sim.sweep.example

bench: $(STAMP)
	@$(BIN)/rare-earth bench

# With --quiet, --strict counts no warnings. The variable keeps the theme from telling of its successor.
docs: $(STAMP)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict
	@echo "The documentation is in build/docs: open build/docs/index.html"

setup: $(STAMP)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find sim viz tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A Python counts only if it runs and can make an environment: a version manager may put names on the
# path for versions that it does not have, and some systems ship Python without ensurepip.
FITS := -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1

define FIND_PYTHON
for name in $(or $(PYTHON),python3.13 python3.12 python3); do \
  case $$name in */*) set -- "$$name";; \
    *) set --; IFS=:; for dir in $$PATH; do set -- "$$@" "$$dir/$$name"; done; unset IFS; \
       set -- "$$@" "$$HOME"/.pyenv/versions/*/bin/$$name;; \
  esac; \
  for python in "$$@"; do if [ -x "$$python" ] && "$$python" $(FITS); then break 2; fi; python=; done; \
done
endef

$(STAMP): pyproject.toml constraints.txt
	@if ! $(BIN)/python $(FITS); then \
	  $(FIND_PYTHON); \
	  if [ -z "$$python" ]; then \
	    echo "No Python 3.12 or later (with venv) was found: install one, or name it: make setup PYTHON=/path/to/python3.13" >&2; \
	    exit 1; \
	  fi; \
	  echo "Setting up $(VENV) with $$python (a few minutes, once)"; \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
