# Two commands: `make serve` sets everything up and opens the question desk, `make test` sets up and runs the tests.
# Both may be run again at once; what is there is kept.

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
# Processes that run the tests; each takes about a gigabyte.
JOBS ?= 2
BIN := $(VENV)/bin
# errors only: the build backend's remarks on a good install would bury what is said here
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
TORCH := $(shell sed -n 's/^torch==/torch==/p' constraints.txt)
# Where PyTorch's makers keep the builds without CUDA, used when no other place that pip knows has one.
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu

.PHONY: help serve test setup torch lint types check wheel clean

help:
	@echo "make serve   set up and serve the question desk at http://$(HOST):$(PORT)"
	@echo "make test    set up and run the tests"
	@echo "make check   lint and types"
	@echo "make wheel   build the wheel into dist/"
	@echo "make clean   remove the environment and everything built"

serve: setup
	@echo "==> serving at http://$(HOST):$(PORT) (stop with Ctrl-C)"
	$(BIN)/bulletin serve --host $(HOST) --port $(PORT)

test: setup
	@echo "==> running the tests"
	$(BIN)/python -m pytest -n $(JOBS) --dist loadscope

setup: $(VENV)/.ready

# Apart from the rest, as `.ci/run` needs PyTorch without CUDA in an environment that has nothing of this checkout.
torch: $(VENV)/.torch

$(VENV)/.torch: constraints.txt
	@echo "==> creating the environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"
	@echo "==> installing PyTorch for the CPU ($(TORCH))"
	@if [ "$$(uname -s)" = Linux ]; then \
	  $(PIP) install --constraint constraints.txt "$(TORCH)+cpu" 2>$(VENV)/torch.log || { \
	    echo "    no CPU build among pip's own sources, asking $(TORCH_CPU_INDEX)"; \
	    $(PIP) install --index-url $(TORCH_CPU_INDEX) "$(TORCH)"; }; \
	else $(PIP) install --constraint constraints.txt "$(TORCH)"; fi
	@touch $@

$(VENV)/.ready: $(VENV)/.torch pyproject.toml constraints.txt
	@echo "==> installing the question desk and its tools"
	@$(PIP) install --constraint constraints.txt --editable . --group dev
	@touch $@
	@echo "==> ready"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

check: lint types

wheel: setup
	@echo "==> building the wheel"
	@rm -rf build dist
	$(BIN)/python -m build --quiet --wheel --outdir dist .

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
