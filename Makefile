# Needs Python 3.11 or later, and make. Everything else is installed into $(VENV).
#
#   make demo     the article's question, from the coded article to the answer and the charts
#   make quick    the tests that take a minute together
#   make test     all tests; FULL=1 for ten times as many examples a property
#   make check    all that must hold before a change is taken in
#   make help     the rest

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first of these that is new enough; `make PYTHON=...` names another.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
  $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
VENV ?= .venv
VERSIONS ?= 3.11 3.12 3.13
WORKERS ?= 2
CHROMIUM ?= $(shell for each in chromium chromium-browser google-chrome-stable google-chrome; do \
  command -v $$each && break; done)
SCENARIO ?= losing_ground
SYRIA = russian_intervention moscow_does_not_insist russia_us_coordination afrin_airspace losing_ground \
  coordination_holds_a_year us_leaves_the_kurds turkey_and_assad_reconcile iran_doubles_its_aid \
  russia_keeps_the_sky_closed

BIN := $(VENV)/bin
READY := $(VENV)/.ready
DOCS_READY := $(VENV)/.ready-docs
BROWSER_READY := $(VENV)/.ready-browser
QUIET := --quiet --quiet --disable-pip-version-check

.PHONY: help install demo quick test browser driven lint format types check-generated check generated patterns matching ladders multiverses bargains recovery coverage search battery scale readme fuzz settled golden \
  images gallery docs site bench versions lowest newest clean

help: ## say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 17

install: $(READY) ## install the project and its checks into $(VENV)

$(READY): pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or later is needed. Install it, or say where it is: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: the modules venv and ensurepip are missing." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv. Then try again." >&2; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || "$(PYTHON)" -m venv $(VENV)
	@echo "Installing into $(VENV); the first time takes a minute or two." >&2
	@$(BIN)/python -m pip install $(QUIET) --editable '.[dev]' >&2
	@touch $@

demo: $(READY) ## answer the article's question on one screen, with charts and a result folder
	@$(BIN)/patronage run $(SCENARIO) --brief

quick: $(READY) ## run the tests that are not marked slow
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not slow"

test: $(READY) ## run all tests, on WORKERS processes
	$(BIN)/python -m pytest -q -n $(WORKERS)

# Where there is no Chromium this says so and passes, unless PATRONAGE_BROWSER_REQUIRED=1.
browser: ## drive the page of `patronage view` in a real Chromium
	@if [ -n "$(CHROMIUM)" ]; then $(MAKE) --no-print-directory driven; \
	elif [ "$$PATRONAGE_BROWSER_REQUIRED" = 1 ]; then \
	  echo "The page must be tested, and there is no Chromium on this machine." >&2; exit 1; \
	else \
	  echo "The page was NOT tested: there is no Chromium on this machine (on Debian: apt install chromium)." >&2; fi

$(BROWSER_READY): $(READY)
	@$(BIN)/python -m pip install $(QUIET) --editable '.[page,browser]' >&2
	@touch $@

driven: $(BROWSER_READY)
	PATRONAGE_BROWSER="$(CHROMIUM)" $(BIN)/python -m pytest -q tests/browser

lint: $(READY) ## style, and whether the files are formatted
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

format: $(READY) ## put the files into their format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY) ## the types
	$(BIN)/mypy

check-generated: $(READY) ## whether what the docs have from the code is what it would write
	$(BIN)/python -m patronage.sim.schemas --check
	$(BIN)/python -m patronage.generated.answer_schema --check
	$(BIN)/python -m patronage.generated.reference --check
	$(BIN)/python -m patronage.generated.model_doc --check

check: lint types check-generated site test browser ## all of the above checks, cheapest first

generated: $(READY) ## write what the docs have from the code: schemas, reference pages, tables of the model
	$(BIN)/python -m patronage.sim.schemas
	$(BIN)/python -m patronage.generated.answer_schema
	$(BIN)/python -m patronage.generated.reference
	$(BIN)/python -m patronage.generated.model_doc

patterns: $(READY) ## hold the model to every expectation and write what came of it into docs/MODEL.md; takes minutes
	$(BIN)/python -m patronage.generated.model_doc --patterns

matching: $(READY) ## look for the settings under which the expectations hold, into docs/MODEL.md; takes two minutes
	$(BIN)/python -m patronage.generated.model_doc --matching

ladders: $(READY) ## add and leave out each part of the model in all scenarios, into docs/MODEL.md; takes minutes
	$(BIN)/python -m patronage.generated.model_doc --ladders

multiverses: $(READY) ## ask whether signs depend on the model in five scenarios, into docs/MODEL.md; takes minutes
	$(BIN)/python -m patronage.generated.model_doc --multiverses

bargains: $(READY) ## ask who would trade what with whom in five scenarios, into docs/MODEL.md
	$(BIN)/python -m patronage.generated.model_doc --bargains

recovery: $(READY) ## try the estimators of choice on 50 chronicles of known settings, into docs/MODEL.md; takes minutes
	$(BIN)/python -m patronage.generated.choice_doc --recovery

coverage: $(READY) ## hold 90% intervals to 200 worlds of known truth, into docs/MODEL.md; takes minutes
	$(BIN)/python -m patronage.generated.choice_doc --coverage

search: $(READY) ## search for the form of choice again in every fold, into docs/MODEL.md; takes minutes
	$(BIN)/python -m patronage.generated.choice_doc --search

battery: $(READY) ## put the random numbers to the test, into docs/decisions/keyed-random-numbers.md; takes minutes
	$(BIN)/python -m patronage.generated.battery.doc

scale: $(READY) ## measure what sweeps cost on many machines, into docs/how-to/run-on-many-machines.md; takes minutes
	$(BIN)/python -m patronage.generated.scale.doc

readme: $(READY) ## run what the README tells of and write its numbers; takes minutes
	$(BIN)/python -m patronage.generated.readme

fuzz: $(READY) ## damage every shipped file in EXAMPLES=2000 new ways a kind, and hold every answer to a line and an exit code
	EXAMPLES=$(or $(EXAMPLES),2000) $(BIN)/python -m pytest -q tests/fuzz

settled: $(READY) ## what ten times the runs do to the verdicts of all shipped scenarios; takes ten minutes or more
	$(BIN)/python -m pytest -q -s -m settled tests/studies/test_settled.py

golden: $(READY) ## write the golden summaries anew; read their diff before committing it
	$(BIN)/python -m pytest -q -m golden --renew-golden

images: $(READY) ## draw the README's charts anew
	@set -e; rm -rf results/images; mkdir -p docs/images; \
	$(BIN)/patronage run losing_ground --out results/images >/dev/null; \
	cp results/images/clients.png docs/images/losing_ground_clients.png; ls docs/images/*.png

gallery: $(READY) ## draw the four charts of the README's gallery anew
	@set -e; rm -rf results/gallery; mkdir -p docs/images; \
	$(BIN)/patronage compare $(SYRIA) --out docs/images/gallery_compare.png >/dev/null; \
	$(BIN)/patronage run russian_intervention --out results/gallery >/dev/null; \
	cp results/gallery/measures.png docs/images/gallery_intervention.png; \
	$(BIN)/patronage attribute losing_ground --over sentences --out docs/images/gallery_sentences.png >/dev/null; \
	$(BIN)/patronage placebo losing_ground --out docs/images/gallery_placebo.png >/dev/null; \
	ls docs/images/gallery_*.png

$(DOCS_READY): $(READY)
	@$(BIN)/python -m pip install $(QUIET) --editable '.[docs]' >&2
	@touch $@

docs: $(DOCS_READY) ## build the documentation into docs/_build/html
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo docs/_build/html/index.html

site: $(DOCS_READY) ## whether the documentation builds without a warning and needs no network
	$(BIN)/python -m pytest -q tests/site

bench: $(READY) ## time the ensemble and the Mesa path side by side
	@$(BIN)/patronage bench

# Make things in an environment that uv makes anew: its name, its Python, which is fetched if it is not installed,
# and how versions are chosen. The Pythons that pyenv keeps are found only while they are chosen, so all are.
with = rm -rf .venvs/$(1) && \
  PYENV_VERSION="$$(pyenv versions --bare 2>/dev/null | paste -s -d : -)" \
  $(BIN)/uv venv --quiet --python $(2) .venvs/$(1) && \
  $(BIN)/uv pip install --quiet --python .venvs/$(1) $(3) --editable '.[dev,page,browser]' && \
  touch .venvs/$(1)/.ready .venvs/$(1)/.ready-browser && \
  $(MAKE) --no-print-directory VENV=.venvs/$(1)

versions: $(VERSIONS:%=on-%) ## the tests on every supported Python

on-%: $(READY)
	@echo "== Python $*"
	@$(call with,$*,$*) test

# Old libraries call what newer ones that they in turn load have since deprecated; that is no fault of ours.
lowest: $(READY) ## the tests, also in Chromium, with the oldest libraries allowed, on the oldest Python
	@export PYTEST_ADDOPTS="-W default::DeprecationWarning -W default::FutureWarning $$PYTEST_ADDOPTS" && \
	$(call with,lowest,$(firstword $(VERSIONS)),--resolution lowest-direct) test browser

newest: $(READY) ## the tests, also in Chromium, with the newest libraries there are, on the newest Python
	@$(call with,newest,$(lastword $(VERSIONS)),--refresh) test browser

clean: ## remove the environments, the caches and the built pages; results stay
	rm -rf .venv .venvs dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sim analysis patronage tests -name __pycache__ -type d -prune -exec rm -rf {} +
