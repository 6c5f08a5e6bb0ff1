# make run   train the structured recurrent network (DATA=digits|mnist|fashion-mnist|fsdd)
# make test  every test, from a fresh checkout
# make wheel        dist/*.whl, named by auditwheel after what the library needs (Linux)
# make test-wheel   the wheel in a fresh environment without Swift
# make sdist        dist/*.tar.gz
# make lint  formats and types of Swift and Python
# make docs  builds the documentation in docs/_build/html, notebooks included
# make validation   compares with NEST and closed forms, writes docs/validation.md
# make sanitize     Swift and C tests under AddressSanitizer and ThreadSanitizer (Linux on x86-64)
# make fuzz  any sequence of C calls, FUZZ_SECONDS=60; build/fuzz/corpus keeps what reached new code
# make bench        standard workloads, beside the peers that are installed, as a table of ratios
# make bench-peers  installs NEST, Brian2 and ANNarchy in .peers, each in an environment of its own
DATA ?= digits
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENGINE_SOURCES := Package.swift $(shell find Sources include -type f)
ENGINE := $(VENV)/engine.stamp
FUZZ_SECONDS ?= 60
PEERS := nest brian2 annarchy snntorch
# The releases that the peers' requirements name are for Python 3.11.
PEER_PYTHON ?= $(shell command -v python3.11 || echo $(PYTHON))

.PHONY: run test wheel test-wheel sdist lint format setup engine docs validation sanitize \
	sanitize-address sanitize-thread fuzz bench bench-peers clean

run: engine
	$(BIN)/swiftsnn train --system srsnn --data $(DATA)

test: engine
	swift test
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=300 notebooks

# auditwheel refuses symbols too new for any tag and, without a patcher, to bundle libraries.
wheel: engine
	@test "$$(uname)" = Linux || { echo "make wheel is for Linux; cibuildwheel makes others" >&2; exit 1; }
	rm -rf build/wheel build/repaired dist/*.whl
	$(BIN)/python -m pytest --quiet python/tests/test_library.py
	$(BIN)/python -m build --wheel --outdir build/wheel
	$(BIN)/auditwheel repair --patcher none --wheel-dir build/repaired build/wheel/*.whl
	mkdir -p dist
	mv build/repaired/*.whl dist

test-wheel: wheel
	$(BIN)/python python/try_wheel.py dist/*.whl

sdist: setup
	rm -f dist/*.tar.gz
	$(BIN)/python -m build --sdist

lint: setup
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	$(BIN)/ruff check python notebooks benchmarks docs validation
	$(BIN)/ruff format --check python notebooks benchmarks docs validation
	$(BIN)/pyright --project pyproject.toml

format: setup
	swift format --in-place --recursive --parallel Package.swift Sources Tests
	$(BIN)/ruff check --fix python notebooks benchmarks docs validation
	$(BIN)/ruff format python notebooks benchmarks docs validation
	$(BIN)/jupytext --update --to ipynb notebooks/*.py

setup: $(VENV)/setup.stamp

engine: $(ENGINE)

$(VENV)/setup.stamp: pyproject.toml python/hatch_build.py Sources/SwiftSNN/Network/Version.swift
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group dev --editable ".[all]"
	touch $@

$(ENGINE): $(VENV)/setup.stamp $(ENGINE_SOURCES)
	$(BIN)/python python/build_engine.py
	touch $@

docs: engine $(VENV)/docs.stamp
	$(BIN)/sphinx-build --fail-on-warning --keep-going --nitpicky docs docs/_build/html

$(VENV)/docs.stamp: $(VENV)/setup.stamp
	$(BIN)/python -m pip install --quiet --group docs
	touch $@

validation: engine
	PYTHONPATH=benchmarks $(BIN)/python -m validation

sanitize: sanitize-address sanitize-thread

sanitize-address sanitize-thread: sanitize-%:
	$(PYTHON) python/sanitize.py $*

fuzz:
	$(PYTHON) python/sanitize.py fuzz $(FUZZ_SECONDS)

bench: engine
	$(BIN)/python benchmarks/compare.py

bench-peers: $(PEERS:%=.peers/%/setup.stamp)

.peers/%/setup.stamp: benchmarks/peers/requirements-%.txt
	$(PEER_PYTHON) -m venv --clear .peers/$*
	.peers/$*/bin/python -m pip install --quiet --requirement $<
	touch $@

clean:
	rm -rf .build .peers docs/_build $(VENV) build dist python/swiftsnn/*.so runs
