# The commands people type; scripts/ and CMake do the work. What each does: README.md.
.PHONY: setup build demo test bench fuzz sim soak format lint docs clean
.DEFAULT_GOAL := build

SEEDS ?= 1000
SECONDS ?= 60
export FILE SERVE

setup:
	@scripts/setup

# The one binary: build/release/entente.
build: setup
	@scripts/build release entente

# FILE=path releases that file; SERVE=1 leaves the two nodes running until interrupted.
demo: build
	@scripts/demo

# Everything that is checked on every change. The last lines are CTest's.
test: build
	@scripts/build release cli_test
	@scripts/build dev
	@ctest --test-dir build/dev --output-on-failure --no-tests=error -j "$$(nproc)"

# Writes build/bench/results.json.
bench: build
	@scripts/build release benchmarks
	@scripts/bench

# Every fuzz target for SECONDS seconds, beginning with its corpus.
fuzz: setup
	@scripts/build asan fuzz_targets
	@scripts/fuzz '$(SECONDS)'

# SEEDS=n runs n seeds; SEED=k replays one and tells its story.
sim: setup
	@scripts/build release entente-sim
	@build/release/entente-sim $(if $(SEED),--seed '$(SEED)',--seeds '$(SEEDS)')

# The long rounds: hours, not minutes.
soak: build
	@scripts/soak

format: setup
	@scripts/lint --format

lint: setup
	@scripts/lint

# Rewrites the reference pages that follow from the sources.
docs: setup
	@scripts/gen-errors
	@scripts/gen-limits
	@scripts/gen-articles

clean:
	rm -rf build
