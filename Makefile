# `make demo` and `make test` need Python 3.11 or newer and nothing else; each sets up what it uses.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
CHECKERS := tests/checkers
BIOME := $(CHECKERS)/node_modules/.bin/biome
BIN := $(VENV)/bin
DEMO := SITE_URL=http://127.0.0.1:$(PORT) ALLOWED_HOSTS=127.0.0.1,localhost \
	DATABASE_URL=sqlite:///demo.sqlite3 DEBUG=0 STAFF_SECOND_FACTOR=0
# Errors in the browser, and every change of code, template or style on the next request.
DEVELOPMENT := SITE_URL=http://127.0.0.1:$(PORT) ALLOWED_HOSTS=127.0.0.1,localhost \
	DATABASE_URL=sqlite:///development.sqlite3 DEBUG=1
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes

# Where the environment forbids it, every process would compile all of the site and the tests anew.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: help demo run test test-long test-fast test-browser soak checkers check format calibrate bench drawings lock sbom clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /make \1\t/' | expand -t 20

demo: $(VENV)/.run .env ## Serve the site with starter articles, demo accounts and a demo journal
	@echo "Preparing the demo in demo.sqlite3 …"
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0 --set-aside
	@$(DEMO) $(BIN)/python manage.py load_starter
	@$(DEMO) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@$(DEMO) $(BIN)/python manage.py load_demo
	@echo "Serving on http://127.0.0.1:$(PORT)/ – stop with Ctrl-C."
	@$(DEMO) $(BIN)/python manage.py serve --port $(PORT)

run: $(VENV)/.run ## Serve while you write: code, templates and styles are read again when they change
	@$(DEVELOPMENT) $(BIN)/python manage.py migrate --verbosity 0 --set-aside
	@$(DEVELOPMENT) $(BIN)/python manage.py load_starter
	@$(DEVELOPMENT) $(BIN)/python manage.py load_demo
	@$(DEVELOPMENT) $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/.test ## Run the tests (those in a browser where a Chromium is found)
	$(BIN)/python -m pytest $(PARALLEL) -m "not long"

test-long: $(VENV)/.test ## Run those that take a quarter of a minute or more each
	$(BIN)/python -m pytest $(PARALLEL) -m long

test-fast: $(VENV)/.test ## Run the tests that take no browser, no service and no seconds
	$(BIN)/python -m pytest $(PARALLEL) --hypothesis-profile=quick \
		-m "not browser and not service and not slow and not long"

test-browser: $(VENV)/.test ## Run the tests in a real browser
	$(BIN)/python -m pytest $(PARALLEL) -m browser

soak: $(VENV)/.test ## Try every property ten times as often, and kill processes by the hundred (takes long)
	$(BIN)/python -m pytest $(PARALLEL) --hypothesis-profile=soak -m hypothesis
	SOAK=1 $(BIN)/python -m pytest tests/test_every_role.py tests/backsite/test_stays_up.py \
		tests/backsite/test_many_processes.py tests/journal/test_import_fuzz.py \
		tests/journal/test_openapi.py tests/browser/test_office_journey.py \
		tests/browser/test_killed_server.py \
		tests/test_postgresql.py
PARALLEL := -n auto --dist worksteal

checkers: $(CHECKERS)/node_modules/.fetched ## Fetch the checkers of HTML and structured data (needs npm; Java to run)

check: $(VENV)/.test ## Lint, types, import contracts, templates, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEBUG=1 $(BIN)/mypy .
	$(BIN)/lint-imports
	@if [ -x $(BIOME) ]; then $(BIOME) check --error-on-warnings .; \
		else echo "JavaScript was not checked: make checkers fetches what does (needs npm)."; fi
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0
	DEBUG=0 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		ALLOWED_HOSTS=example.org SITE_URL=https://example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	@DEBUG=1 $(BIN)/python manage.py shell -v 0 -c "from tests.reading_age import main; main()"

format: $(VENV)/.test ## Put code, templates and scripts into their shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@if [ -x $(BIOME) ]; then $(BIOME) check --write .; fi
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2

drawings: $(VENV)/.test ## Make the images of the starter articles again from their drawings (needs a Chromium)
	$(BIN)/python -m tests.drawings

calibrate: $(VENV)/.test ## Measure how often the patterns are right, on simulated walkers
	$(BIN)/python -m tests.patterns.calibrate $(ARGS)

bench: $(VENV)/.test ## Measure speed, as ratios to something measured in the same run
	$(BIN)/python -m tests.benchmarks $(ARGS)

lock: $(VENV)/.test ## Write the lock files again from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra scale --extra pdf --constraint requirements.lock \
		$(LOCK) --output-file requirements-scale.lock
	$(BIN)/uv pip compile pyproject.toml --extra scale --extra pdf --extra test --constraint requirements-scale.lock \
		$(LOCK) --output-file requirements-test.lock
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade

sbom: $(VENV)/.run ## Write the bill of materials (sbom.json) and list every package with its licence
	@DEBUG=1 $(BIN)/python manage.py list_packages --format cyclonedx > sbom.json
	@DEBUG=1 $(BIN)/python manage.py list_packages

clean: ## Remove what the commands above made, the demo's data included
	rm -rf $(VENV) $(CHECKERS)/node_modules staticfiles sbom.json demo.sqlite3* development.sqlite3* .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Backsite needs Python 3.11 or newer; name one with PYTHON=…"; exit 1; }
	@echo "Making the virtual environment $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv module is missing (Debian: python3-venv)."; exit 1; }

$(VENV)/.run: requirements.lock | $(BIN)/python
	@echo "Installing what the site needs …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.test: requirements-test.lock | $(BIN)/python
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-test.lock
	@touch $@ $(VENV)/.run

$(CHECKERS)/node_modules/.fetched: $(CHECKERS)/package-lock.json
	@echo "Fetching the checkers …"
	@npm ci --prefix $(CHECKERS) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

.env: | $(BIN)/python
	@umask 077; $(BIN)/python -c 'import secrets; [print(name + "=" + secrets.token_urlsafe(50)) for name in ("SECRET_KEY", "DATA_KEYS")]' > $@
