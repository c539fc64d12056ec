# Everything lives in .venv. `make run` and `make test` do all set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup run test check index eval ablation calibrate followups train bench load screenshots clean

help:  ## show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Quoth needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another with: make PYTHON=python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

# Two stamps: serving needs less than testing.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --progress-bar on -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --progress-bar on -c constraints.txt -e '.[eval,train,dev]'
	@touch $(VENV)/.run $@

setup: $(VENV)/.dev  ## install everything, tools for development included

run: $(VENV)/.run  ## install, build the index, serve the chat on 127.0.0.1:7860
	$(BIN)/quoth serve

test: $(VENV)/.dev  ## run all tests
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

index: $(VENV)/.run  ## build the index, or bring it up to date
	$(BIN)/quoth index

eval: $(VENV)/.dev  ## evaluate on the fixed question set and write a report
	$(BIN)/quoth index
	$(BIN)/quoth eval --check

ablation: $(VENV)/.dev  ## measure the choices of size, weights and limits on tuning data
	$(BIN)/python -m eval.ablation

calibrate: $(VENV)/.dev  ## fit the reader's weights and the decision to refuse on tuning data
	$(BIN)/python -m eval.weigh
	$(BIN)/python -m eval.calibrate

followups: $(VENV)/.dev  ## measure how follow-ups are resolved, on public conversations
	$(BIN)/python -m eval.followups

# One reader, by three courses, into var/reader/N; their seeds begin with N.
define reader
	$(BIN)/python -m qa.reader.train --course reading --examples 50640 \
	  --seed $(1)1 --out var/reader/$(1)/reading
	$(BIN)/python -m qa.reader.train --course choosing --examples 41360 --rate 1.5e-4 \
	  --seed $(1)2 --start var/reader/$(1)/reading/checkpoint.pt --out var/reader/$(1)/choosing
	$(BIN)/python -m qa.reader.train --course again --examples 30336 --rate 1.2e-4 \
	  --seed $(1)3 --start var/reader/$(1)/choosing/checkpoint.pt --out var/reader/$(1)/again
	$(BIN)/python -m qa.reader.average var/reader/$(1)/choosing/checkpoint.pt \
	  var/reader/$(1)/again/checkpoint.pt var/reader/$(1)/again/checkpoint.pt --out var/reader/$(1)
endef

train: $(VENV)/.dev  ## train a reader into var/reader (hours; see qa/reader/MODEL_CARD.md)
	$(call reader,3)
	$(call reader,4)
	$(BIN)/python -m qa.reader.average var/reader/3/checkpoint.pt var/reader/4/checkpoint.pt \
	  --out var/reader/both
	$(BIN)/python -m qa.reader.train --course comparing --examples 9896 --batch 8 --rate 1e-4 \
	  --seed 34 --start var/reader/both/checkpoint.pt --out var/reader/comparing
	$(BIN)/python -m qa.reader.average var/reader/both/checkpoint.pt \
	  var/reader/comparing/checkpoint.pt var/reader/comparing/checkpoint.pt --out var/reader

bench: $(VENV)/.dev  ## measure speed and size
	$(BIN)/python -m eval.bench

load: $(VENV)/.dev  ## measure a server under load, and compare every answer
	$(BIN)/python -m eval.bench_load

screenshots: $(VENV)/.dev  ## take the pictures in docs/images anew
	$(BIN)/python -m tests.web.screenshots

clean:  ## remove the environment, the index and caches
	rm -rf $(VENV) var/index .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
