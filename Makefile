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
	$(PYTHON) -m venv $(VENV)

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

train: $(VENV)/.dev  ## train a reader into var/reader (hours; see qa/reader/MODEL_CARD.md)
	$(BIN)/python -m qa.reader.train --course first --examples 46784 --out var/reader/first
	$(BIN)/python -m qa.reader.train --course second --examples 85040 --rate 1.5e-4 --seed 21 \
	  --start var/reader/first/checkpoint.pt --out var/reader/second
	$(BIN)/python -m qa.reader.train --course third --examples 64000 --rate 1.2e-4 --seed 22 \
	  --start var/reader/second/checkpoint.pt --out var/reader/third
	$(BIN)/python -m qa.reader.average var/reader/second/checkpoint.pt \
	  var/reader/third/checkpoint.pt --out var/reader/mean
	$(BIN)/python -m qa.reader.train --course fourth --examples 13000 --batch 8 --rate 1e-4 \
	  --seed 23 --start var/reader/mean/checkpoint.pt --out var/reader/fourth
	$(BIN)/python -m qa.reader.average var/reader/mean/checkpoint.pt \
	  var/reader/fourth/checkpoint.pt --out var/reader/choosing
	$(BIN)/python -m qa.reader.train --course fifth --examples 36000 --rate 1.2e-4 --seed 24 \
	  --start var/reader/choosing/checkpoint.pt --out var/reader/fifth
	$(BIN)/python -m qa.reader.average var/reader/choosing/checkpoint.pt \
	  var/reader/fifth/checkpoint.pt var/reader/fifth/checkpoint.pt --out var/reader/asked
	$(BIN)/python -m qa.reader.train --course sixth --examples 36500 --rate 1.2e-4 --seed 25 \
	  --start var/reader/asked/checkpoint.pt --out var/reader/sixth
	$(BIN)/python -m qa.reader.average var/reader/asked/checkpoint.pt \
	  var/reader/sixth/checkpoint.pt var/reader/sixth/checkpoint.pt --out var/reader/documents
	$(BIN)/python -m qa.reader.train --course seventh --examples 19360 --rate 1e-4 --seed 26 \
	  --start var/reader/documents/checkpoint.pt --out var/reader/seventh
	$(BIN)/python -m qa.reader.average var/reader/documents/checkpoint.pt \
	  var/reader/seventh/checkpoint.pt --out var/reader

bench: $(VENV)/.dev  ## measure speed and size
	$(BIN)/python -m eval.bench

load: $(VENV)/.dev  ## measure a server under load, and compare every answer
	$(BIN)/python -m eval.bench_load

screenshots: $(VENV)/.dev  ## take the pictures in docs/images anew
	$(BIN)/python -m tests.web.screenshots

clean:  ## remove the environment, the index and caches
	rm -rf $(VENV) var/index .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
