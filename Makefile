# The index of commands. Each one sets up what it needs, so a fresh clone can start with any of them.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup setup-test release run demo test check bench bench-deliberation screenshots pictures docs format clean

GUERILLA = .build-release/release/guerilla

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

run: release ## serve on http://127.0.0.1:8080, keeping everything in ./data
	@$(GUERILLA) serve

demo: release ## the same, with a made-up community in it
	@$(GUERILLA) demo

test: setup-test ## every test, on SQLite and PostgreSQL and in a real browser
	@scripts/test

check: setup-test ## the rules: format, imports, words, no warnings; then the unit tests
	@scripts/check

bench: release setup-test ## how fast it is
	@Benchmarks/run
	@Benchmarks/clients
	@Benchmarks/deliberation/run

bench-deliberation: setup ## how fast groups decide, beside what others use
	@Benchmarks/deliberation/run

pictures: ## make the pictures of docs/deciding again
	@scripts/pictures

docs: setup ## the documentation of the library Deliberation, in .build/docs
	@scripts/docc

screenshots: release setup-test ## make docs/screenshots again
	@scripts/screenshots

format: ## lay the Swift sources out as .swift-format says
	@swift format --in-place --parallel --recursive Package.swift Sources Tests

clean: ## remove what was built and installed here; ./data stays
	rm -rf .build .build-* .venv .tools test-out

setup:
	@scripts/setup

setup-test:
	@scripts/setup --test

release: setup
	@test -x $(GUERILLA) || echo "Building for the first time; this takes some minutes."
	@swift build --configuration release --scratch-path .build-release --product guerilla
