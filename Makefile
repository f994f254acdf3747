# Short names for the scripts, and the making of the locks. `make` alone lists them.

UV_COMPILE = ../.venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url

.PHONY: help setup demo test lint locks

help:
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## make the environment with everything in it
	./scripts/setup --with test

demo: ## a made-up coalition to try out, on this machine alone
	./scripts/demo

test: ## lint, types, import contracts and every test
	./scripts/test

lint: ## lint, types and import contracts
	./scripts/lint

locks: ## pin anew what requirements/*.in and package.json name; add UPGRADE=--upgrade for newer versions
	cd requirements && $(UV_COMPILE) $(UPGRADE) app.in -o app.txt
	cd requirements && $(UV_COMPILE) $(UPGRADE) -c app.txt demo.in -o demo.txt
	cd requirements && $(UV_COMPILE) $(UPGRADE) -c demo.txt test.in -o test.txt
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	.venv/bin/python -m scripts.strip_lock package-lock.json
