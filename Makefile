# A thin front of tools/setup and CMake. `make help` lists what there is.
PRESET ?= dev
TARGET ?= all
JOBS   ?= $(shell nproc)
BUILD   = build/$(PRESET)
QUIETLY = $(if $(wildcard $(BUILD)/Makefile),>/dev/null)

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup build test test-full demo bench fmt fmt-check tidy docs screenshots package clean distclean

help: ## this list
	@echo "RetailInsight $$(cat VERSION). Targets:"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo "Variables: PRESET=dev|release|tsan|cov|fuzz  TARGET=name  JOBS=n  SERVE=0|1  RETAILINSIGHT_DEPS=folder of the dependencies"

setup: ## install what the build and the tests need, pinned and hash-checked
	@tools/setup run test

build: ## build PRESET (default dev) into build/PRESET; TARGET=test_base builds one target
	@tools/setup run $(if $(filter fuzz,$(PRESET)),analyse) --quiet
	@cmake --preset $(PRESET) -Wno-dev $(QUIETLY)
	@cmake --build $(BUILD) --target $(TARGET) -j $(JOBS)

test: ## every test; the last line is `N passed, N failed`
	@tools/setup run test --quiet
	@$(MAKE) build PRESET=dev
	@python3 tools/run_tests.py

test-full: ## the same and the long slices
	@tools/setup run test --quiet
	@$(MAKE) build PRESET=dev
	@python3 tools/run_tests.py --full

demo: ## the whole chain on a sample in ./demo, then the dashboard with today's sales coming in (SERVE=0: without)
	@tools/setup run
	@$(MAKE) build PRESET=release TARGET=retailinsight
	@build/release/retailinsight demo ./demo $(if $(filter 0,$(SERVE)),--no-serve,$(if $(SERVE),--serve))

bench: ## compare speed and memory with other tools; JSON into build/bench
	@tools/setup run bench --quiet
	@$(MAKE) build PRESET=release
	@python3 bench/run.py

fmt: ## format the C sources in place
	@tools/setup test --quiet
	@python3 tools/format.py

fmt-check: ## say which C sources are not formatted
	@tools/setup test --quiet
	@python3 tools/format.py --check

tidy: ## clang-tidy over the C sources (installs clang-19)
	@tools/setup run analyse --quiet
	@test -f build/dev/compile_commands.json || cmake --preset dev -Wno-dev
	@git ls-files 'src/*.c' | xargs -r -n 1 -P $(JOBS) clang-tidy-19 -p build/dev --quiet

docs: ## data dictionary and man pages into build/docs
	@python3 tools/data_dictionary.py --output build/docs/data_dictionary.md
	@$(MAKE) build PRESET=release
	@mkdir -p build/docs/man && build/release/retailinsight help --man build/docs/man

screenshots: ## renew docs/images: the dashboard of the sample chain in a headless browser
	@tools/setup run test --quiet
	@$(MAKE) build PRESET=release TARGET=retailinsight
	@python3 tools/screenshots.py

package: ## dist/retailinsight-VERSION-linux-x86_64.tar.gz, checked by running it elsewhere
	@$(MAKE) build PRESET=release
	@python3 tools/package.py

clean: ## remove what was built
	rm -rf build dist

distclean: clean ## remove what was built and the dependencies
	rm -rf .deps
