# Every target sets up what it needs. Python 3.11 or newer is all that must be there.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# uv where it is on the machine, else uv from the package index into a place of its own
UV = $(shell command -v uv 2>/dev/null || echo .venv-uv/bin/uv)
export UV_PYTHON_DOWNLOADS ?= never
# the first run should not spend its time on compiling what was just installed
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test check bench recovery docs setup setup-dev clean

report: setup  ## reckon the bundled battle and say where the page is
	@echo "Reckoning. The first time the model is compiled as well: about a minute more."
	@$(BIN)/asculum report bakhmut -o bakhmut.html
	@echo "The page is $(CURDIR)/bakhmut.html - open it in a browser."

test: setup-dev  ## run everything; browser tests need a Chromium
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: setup-dev  ## lint, format, types, and every link of the pages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python scripts/build_site.py

bench: setup-dev  ## measure against peers, side by side in one run
	$(BIN)/python bench/fusion.py
	$(BIN)/python bench/commands.py
	$(BIN)/python bench/undercount.py
	$(BIN)/python bench/latent.py
	$(BIN)/python bench/attrition.py
	$(BIN)/python bench/fit.py
	$(BIN)/python bench/place.py
	$(BIN)/python bench/weigh.py

recovery: setup-dev  ## the long calibrations: simulate, estimate, compare
	$(BIN)/python -m pytest -m recovery $(ARGS)

docs: setup-dev  ## write the reference pages and the notebook anew, and build the pages as a site
	$(BIN)/python scripts/write_messages.py
	$(BIN)/python scripts/write_reference.py
	$(BIN)/python scripts/write_python.py
	$(BIN)/python scripts/write_notebook.py
	$(BIN)/python scripts/build_site.py

setup: .venv-uv/ready
	@[ -d $(VENV) ] || echo "Making $(VENV) and fetching the packages into it; this is done once."
	@$(UV) sync --quiet --frozen --no-default-groups --compile-bytecode

setup-dev: .venv-uv/ready
	@$(UV) sync --quiet --frozen

.venv-uv/ready:
	@mkdir -p .venv-uv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "asculum needs Python 3.11 or newer; name one with: make PYTHON=python3.11 report"; exit 1; }
	@command -v uv >/dev/null 2>&1 || \
	  { $(PYTHON) -m venv .venv-uv && .venv-uv/bin/pip install --quiet uv; }
	@touch $@

clean:
	rm -rf $(VENV) .venv-uv .asculum bakhmut.html site
