PYTHON ?= python3
SAMPLES = calculator block_unblock orders devices

.PHONY: check test types lint samples accept bench bench-diff

check: lint types test
test: ; $(PYTHON) -m pytest
types: ; $(PYTHON) -m mypy && $(PYTHON) -m pyright --pythonpath $(PYTHON)
lint: ; $(PYTHON) -m ruff check . && $(PYTHON) -m black --check -q .
samples: ; for name in $(SAMPLES); do $(PYTHON) -m wswgen from-wsdl samples/wsdl/$$name.wsdl --out samples/packages || exit 1; done
bench-diff: ; $(PYTHON) benchmarks/diff.py $(or $(OLD),origin/main) $(NEW)
bench: ; for name in codec service client cancel native generate; do $(PYTHON) benchmarks/$$name.py || exit 1; done
