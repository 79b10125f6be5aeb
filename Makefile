# HRGrad: the commands of the repository. Needed: Go, Node (with npm), gcc. Browser tests also need Chromium and Firefox, and
# run in WebKitGTK where it is installed; on Debian as root missing packages are installed, anywhere else CHROME= and FIREFOX= name them.

SHELL := /bin/sh
# All builds without the names of folders, as those of the site are: then they share what the compiler has done.
export GOFLAGS := $(strip $(GOFLAGS) -trimpath)
PORT ?= 8080
CHROME ?=
FIREFOX ?=
export CHROME FIREFOX

GOROOT_WASM = $(shell go env GOROOT)/lib/wasm
# Packages whose tests also run as js/wasm under Node, with the SIMD side module. Problems, references and plots have no code of their own for that
# target: the golden runs of training show that their bits are the same, and the page tests run them. Of the operators the golden bits are enough.
WASM_PACKAGES = ./solver/kernel/... ./solver/autodiff/... ./solver/optim/... ./solver/train/... ./wasm/engine/...

# Packages that run goroutines or answer several programs.
RACE_PACKAGES = ./solver/train ./wasm/engine/coordinator ./tools/hrgrad
LINT = $(CURDIR)/build/lint

.PHONY: arm64 growth soak claims trained help run site offline test race bench bench-browser check data cluster native fuzz vert wasm browser clean

help:
	@echo "make run      build the site and serve it on http://localhost:$(PORT)  (PORT=)"
	@echo "make test     all tests: native, js/wasm under Node, browser  (CHROME=, FIREFOX=)"
	@echo "make check    formatting and static checks of Go and JavaScript; part of make test"
	@echo "make data     what Python reads of our files; part of make test"
	@echo "make cluster  a race on a Slurm of its own (root on Debian); one minute"
	@echo "make arm64    the kernels for arm64 and the hashes of a run, under qemu-user; some minutes"
	@echo "make race     the race detector over training, the coordinator and the command line"
	@echo "make site     site/dist, ready for any static host"
	@echo "make offline  site/dist/hrgrad-offline.html, one file that runs from a file:// address"
	@echo "make bench    measurements as JSON lines: native and Node; about five minutes  (AGAINST= an earlier output, RUN= a pattern of names)"
	@echo "make growth   how a step grows with width, points and strata: the share of each part, native and Node; one minute"
	@echo "make bench-browser  the same in Chromium, and of the page"
	@echo "make soak     every problem on the page, and everything that can happen to runs of the command and of the page, for SOAK_TIME= (20m); prints what was lost"
	@echo "make claims   rerun, in a reduced form, the races behind what the documentation says of the operators"
	@echo "make trained  train the networks that the page's examples open with (site/trained); some minutes"
	@echo "make clean    removes what the commands above have written"

run:
	go run ./tools/build -compress fast
	PORT=$(PORT) go run ./tools/serve

site:
	go run ./tools/build -compress best

bench:
	@for engine in native node; do go run ./tools/bench -engine $$engine $(if $(RUN),-run '$(RUN)') $(if $(AGAINST),-against $(AGAINST)) || exit 1; done
	@[ -n '$(RUN)' ] || { out=$$(go test ./tools/hrgrad -run - -bench Merge -benchtime 1x) || { echo "$$out"; exit 1; }; echo "$$out" | grep '^{'; }

growth:
	@for engine in native node; do echo "$$engine:"; go run ./tools/bench -growth -kernels simd -engine $$engine || exit 1; done

bench-browser: site/node_modules/.package-lock.json
	@CHROME="$$(sh site/test/browser.sh chromium)" go run ./tools/bench -engine chromium
	@node site/test/bench.mjs

trained:
	node site/tools/make-trained.mjs

claims:
	go run ./tools/claims

# Every problem on the page. Then what is survived: reloads, dead and hanging workers, lost graphics contexts, full disks and storage, kills.
SOAK_TIME ?= 20m
soak: site/node_modules/.package-lock.json
	@for b in chromium firefox; do sh site/test/browser.sh $$b >/dev/null || exit 1; done
	EVERY_PROBLEM=1 node --test --test-name-pattern='a problem of each kind' site/test/page.test.mjs
	SOAK_TIME=$(SOAK_TIME) node site/test/soak.mjs

offline:
	go run ./tools/build -compress best -offline

clean:
	rm -rf build site/dist

# The parts of `make test`. Each says what it runs, and since when; one that cannot run fails.
test: check native fuzz data vert wasm browser
	@echo "all tests passed: static checks, native, fuzz targets, files for Python, vert under Node, js/wasm under Node, browser; $$(date +%T)"

check: build/lint/staticcheck site/node_modules/.package-lock.json
	@echo "== gofmt, go vet, $$(date +%T)"
	@untidy=$$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l); if [ -n "$$untidy" ]; then echo "gofmt would change:"; echo "$$untidy"; exit 1; fi
	go vet ./...
	GOOS=js GOARCH=wasm go vet ./...
	@echo "== staticcheck, $$(date +%T)"
	$(LINT)/staticcheck ./...
	GOOS=js GOARCH=wasm $(LINT)/staticcheck ./...
	cd wasm/vert && GOOS=js GOARCH=wasm $(LINT)/staticcheck ./...
	GOARCH=arm64 go vet ./solver/kernel
	@echo "== the assembly is what its generators write, $$(date +%T)"
	cd tools/kernelgen/amd64 && go vet . && $(LINT)/staticcheck . && go test .
	go test ./tools/kernelgen/arm64
	@echo "== functions that no program needs, $$(date +%T)"
	$(LINT)/unreached -deadcode $(LINT)/deadcode -allow tools/lint/exceptions.txt $(shell go env GOHOSTOS)/$(shell go env GOHOSTARCH) js/wasm
	@echo "== ESLint, $$(date +%T)"
	site/node_modules/.bin/eslint -c site/eslint.config.mjs site tools
	@echo "== types of the page's JavaScript, $$(date +%T)"
	site/node_modules/.bin/tsc -p site/tsconfig.json

# The programs of the static checks, at the versions of tools/lint/go.mod.
build/lint/staticcheck: tools/lint/go.mod tools/lint/go.sum $(wildcard tools/lint/unreached/*.go)
	cd tools/lint && go build -o $(LINT)/ tool ./unreached
	@touch $@

# Tests that need Python: files for other programs, read by those.
data: build/venv/.ready
	@echo "== files for Python, $$(date +%T)"
	HRGRAD_PYTHON=$(CURDIR)/build/venv/bin/python go test -vet=off ./tools/hrgrad ./solver/train -run 'Pandas|KubernetesSchema|PythonReads'

build/venv/.ready: tools/python/requirements.txt
	python3 -m venv build/venv
	build/venv/bin/pip install -q --disable-pip-version-check -r tools/python/requirements.txt
	@touch $@

# A race on a Slurm of its own, as root on Debian.
cluster:
	@echo "== Slurm, $$(date +%T)"
	bash tools/cluster/slurm/test.sh

race:
	@echo "== race detector, $$(date +%T)"
	go test -race $(RACE_PACKAGES)

# The kernels for arm64 under qemu-user, and a run on each processor: losses and parameters have the same hashes where the compiler for arm64 is told
# not to fuse multiplications with additions (fmahash).
HASHES = train --problem transport-mode --seed 3 --steps 10 --workers 1 | sed -n 's/.*\("lossHash":"[0-9a-f]*","stateHash":"[0-9a-f]*"\).*/\1/p'
arm64:
	@command -v qemu-aarch64 >/dev/null || { [ -f /etc/debian_version ] && [ "$$(id -u)" = 0 ] && apt-get install -y -q qemu-user >/dev/null; } || { echo "qemu-aarch64 is missing: Debian has it in qemu-user" >&2; exit 1; }
	GOARCH=arm64 go test -exec qemu-aarch64 ./solver/kernel
	@mkdir -p build
	go build -o build/hrgrad-here ./tools/hrgrad
	GOARCH=arm64 go build -gcflags=all=-d=fmahash=qn -o build/hrgrad-arm64 ./tools/hrgrad
	@here=$$(build/hrgrad-here $(HASHES)); there=$$(qemu-aarch64 build/hrgrad-arm64 $(HASHES)); echo "here $$here, arm64 $$there"; [ -n "$$here" ] && [ "$$here" = "$$there" ]

# A short round of every fuzz target beside the seeds, which the tests above run. An input that fails is kept in testdata/fuzz of its
# package and belongs into the repository. Inputs that reach new code are made smaller by ten tries only: with Go's minute for each of them
# the time went there (FuzzResume: 5 inputs a second instead of 10,000). Go also calls it a failure where a worker is busy at the very end of
# the time ("context deadline exceeded", without an input): such a target passes if it passes a count of inputs, which knows no such end.
FUZZ_TIME ?= 2s
FUZZ_COUNT ?= 20x
fuzz:
	@mkdir -p build; for dir in $$(grep -rl --include='*_test.go' '^func Fuzz' solver tools wasm/engine wasm/wire | xargs -n 1 dirname | sort -u); do \
		go test -vet=off -c -fuzz . -o build/fuzz.test "./$$dir" || exit 1; \
		for target in $$(cat "$$dir"/*_test.go | sed -n 's/^func \(Fuzz[A-Za-z]*\)(.*/\1/p'); do \
			round() { (cd "$$dir" && $(CURDIR)/build/fuzz.test -test.run '^$$' -test.fuzz "^$$target$$" -test.fuzztime $$1 -test.fuzzminimizetime 10x -test.fuzzcachedir $(CURDIR)/build/fuzz) >build/fuzz.log 2>&1; }; \
			echo "== $$target of $$dir, $(FUZZ_TIME)"; \
			round $(FUZZ_TIME) || { grep -q '^ *context deadline exceeded' build/fuzz.log && ! grep -q 'Failing input' build/fuzz.log && \
				echo "the time ended while an input was under way: $(FUZZ_COUNT) inputs instead" && round $(FUZZ_COUNT); } || { cat build/fuzz.log; exit 1; }; \
		done || exit 1; done

# vet is part of check.
native:
	@echo "== native tests, $$(date +%T)"
	go test -vet=off ./...

vert:
	@echo "== wasm/vert under Node, $$(date +%T)"
	cd wasm/vert && GOOS=js GOARCH=wasm go vet ./... && GOOS=js GOARCH=wasm go test -vet=off -exec "$(GOROOT_WASM)/go_js_wasm_exec" ./...

wasm:
	@echo "== js/wasm tests under Node, $$(date +%T)"
	node --test tools/headless/*.test.mjs
	GOOS=js GOARCH=wasm go test -vet=off -exec "node $(CURDIR)/tools/headless/exec.mjs" $(WASM_PACKAGES)
	GOOS=js GOARCH=wasm go test -vet=off -run Golden -exec "node $(CURDIR)/tools/headless/exec.mjs" ./solver/weighting

browser: site/node_modules/.package-lock.json
	@echo "== browser tests, $$(date +%T)"
	@for b in chromium firefox; do sh site/test/browser.sh $$b || exit 1; done
	go run ./tools/build -compress fast -offline -out build/test-site
	SITE=build/test-site node site/test/round.mjs site/test/*.test.mjs

site/node_modules/.package-lock.json: site/package.json site/package-lock.json
	cd site && npm ci
	@touch $@
