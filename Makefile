# make demo   papers of every sample unit into out/          needs Python 3.11+ and make, nothing else
# make test   ruff, mypy and all tests
# make lock   the requirements files again, from pyproject.toml (needs uv)
# make clean  removes what the others made
#
# Every path is relative and every tool is run as `python -m`, so that a folder with blanks or Chinese in its name works.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.DELETE_ON_ERROR:
.PHONY: demo test lock clean

demo: .venv/.ready
	@set -e; for unit in samples/units/*.yaml samples/persons/*.yaml; do \
		name=$$(basename "$$unit" .yaml); \
		$(PY) cli.py generate all --profile "$$unit" -o "out/$$name"; \
	done; \
	echo; find out -name '*.docx' | sort

test: .venv/.ready-dev
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest -q -n 2

lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra dev -o requirements-dev.txt

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '需要 Python 3.11 或更高版本，例如：make demo PYTHON=python3.11' >&2; exit 3; }
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.txt
	@touch $@

.venv/.ready-dev: requirements-dev.txt .venv/.ready
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
