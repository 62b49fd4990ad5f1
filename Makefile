# make demo · make test · make test-all · make bench · make serve — nothing to install by hand before.
SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
HOST ?= 127.0.0.1
export PORT HOST PIP_DISABLE_PIP_VERSION_CHECK=1

.PHONY: demo test test-all check bench bench-scale serve messages docs clean

demo: .venv/base
	@LINLI_DEMO=1 LINLI_DATA=$${LINLI_DATA:-var/demo} $(PY) -m linli demo --serve

serve: .venv/base
	@$(PY) -m linli serve

test: .venv/dev
	@bash tools/test.sh

test-all: .venv/dev
	@bash tools/test.sh --all

check: .venv/dev
	@bash tools/test.sh --quick

bench: .venv/dev
	@$(PY) -m benchmarks

bench-scale: .venv/dev
	@$(PY) -m benchmarks --scale

messages: .venv/dev
	@$(PY) tools/messages.py

docs: .venv/dev
	@$(PY) tools/pages.py

clean:
	rm -rf .venv var build dist

.venv/pip:
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "python3 needs its venv module (Debian: apt install python3-venv)" >&2; exit 1; }
	@python3 -m venv .venv && touch $@

.venv/base: .venv/pip requirements/base.txt
	@echo "installing the locked packages (once) …"
	@$(PY) -m pip install -q --require-hashes -r requirements/base.txt
	@echo "$(CURDIR)/src" > $$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/linli.pth
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	@echo "installing the locked test packages (once) …"
	@$(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@
