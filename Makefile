# make run   train the structured recurrent network (DATA=digits|mnist|fashion-mnist|fsdd)
# make test  every test, from a fresh checkout
# make lint  formats and types of Swift and Python
DATA ?= digits
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENGINE_SOURCES := Package.swift $(shell find Sources include -type f)
ENGINE := $(VENV)/engine.stamp

.PHONY: run test lint format setup engine clean

run: engine
	$(BIN)/swiftsnn train --system srsnn --data $(DATA)

test: engine
	swift test
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=300 notebooks

lint: setup
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	$(BIN)/ruff check python notebooks
	$(BIN)/ruff format --check python notebooks
	$(BIN)/pyright --project pyproject.toml

format: setup
	swift format --in-place --recursive --parallel Package.swift Sources Tests
	$(BIN)/ruff check --fix python notebooks
	$(BIN)/ruff format python notebooks
	$(BIN)/jupytext --update --to ipynb notebooks/*.py

setup: $(VENV)/setup.stamp

engine: $(ENGINE)

$(VENV)/setup.stamp: pyproject.toml python/hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group dev --editable ".[all]"
	touch $@

$(ENGINE): $(VENV)/setup.stamp $(ENGINE_SOURCES)
	$(BIN)/python python/build_engine.py
	touch $@

clean:
	rm -rf .build $(VENV) python/swiftsnn/*.so runs
