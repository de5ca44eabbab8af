# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1
SOURCE ?=

PY := .venv/bin/python
DATA := $(or $(CROSSFADE_DATA_DIR),data)
LOOPBACK := 127.% localhost ::1
# Serving beyond this machine is read-only unless CROSSFADE_READ_ONLY=0 was asked for.
READ_ONLY := $(or $(CROSSFADE_READ_ONLY),$(if $(filter $(LOOPBACK),$(ADDRESS)),0,1))
# The name that the printed link carries; without one Streamlit asks the internet for it.
HOST := $(if $(filter $(LOOPBACK),$(ADDRESS)),localhost,$(if $(filter 0.0.0.0 ::,$(ADDRESS)),$(shell hostname),$(ADDRESS)))
# uv installs in seconds what takes pip minutes; pip follows where only pip knows the package index.
INSTALL = .venv/bin/uv pip install --quiet --python $(PY) -r $(1) || $(PY) -m pip install --quiet -r $(1)

.PHONY: help run test check lint proof bench setup sound-tags lock audit

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while read -r name text; do printf '  make %-10s  %s\n' "$$name" "$$text"; done

# Sessions run in threads of their own, and each would keep memory to itself: two pools serve all.
run: .venv/installed ## start the app; SOURCE="a.csv b.xlsx" imports first; PORT=8501 ADDRESS=127.0.0.1
	@mkdir -p "$(DATA)/cache"
	@$(if $(SOURCE),$(PY) -m data.build $(SOURCE),$(PY) -m data.build --if-needed)
	@nice $(PY) -m analytics.train --quick --if-needed --in-lines 2>> "$(DATA)/cache/training.log" &
	@CROSSFADE_READ_ONLY=$(READ_ONLY) MALLOC_ARENA_MAX=2 exec $(PY) -m streamlit run app.py \
		--server.address $(ADDRESS) --server.port $(PORT) --browser.serverAddress $(HOST) \
		$(if $(filter $(LOOPBACK),$(ADDRESS)),,--server.allowedHosts "*")

# Two test processes fill two cores; idle OpenMP threads spin and would slow both.
test: .venv/tested ## run all tests, the walk through a real browser included
	@$(PY) tests/browser/chromium.py
	OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 --dist loadfile

check: lint test ## lint and test

lint: .venv/tested ## ruff, mypy and the layers
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	PYTHONPATH=. .venv/bin/lint-imports --no-cache

proof: .venv/tested ## the long proofs in full (`make check` runs a twentieth)
	CROSSFADE_PROOF=1 $(PY) -m pytest -m proof

bench: .venv/tested ## measure speed and memory beside rivals; SIZES="20000 1000000", SIZES=all
	$(PY) -m tests.bench $(SIZES)

setup: .venv/installed .venv/tested ## create .venv with everything to run and to test

sound-tags: .venv/installed ## fetch the network that hears tags in a recording (29 MB)
	$(PY) -m pip install --quiet --no-deps --require-hashes -r requirements-tags.txt

lock: .venv/tested ## lock requirements*.in; delete a .txt first to take newer versions
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header -o requirements.txt requirements.in
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header -o requirements-dev.txt requirements-dev.in

audit: .venv/tested ## look for known holes in what the app depends on
	.venv/bin/pip-audit --strict --disable-pip --no-deps -r requirements.txt

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Crossfade needs Python 3.11 or later: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -m venv .venv || { echo "Could not create .venv; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing what Crossfade needs into .venv (once)"
	@$(PY) -m pip install --quiet "$$(grep '^uv==' requirements-dev.txt)"
	@$(call INSTALL,requirements.txt)
	@touch $@

.venv/tested: .venv/installed requirements-dev.txt
	@$(call INSTALL,requirements-dev.txt)
	@touch $@
