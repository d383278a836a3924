# The verbs of CI, for people too. `make ci` is what decides whether work lands.
LINT = go tool -modfile=tools/go.mod golangci-lint
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: full oracle mutants pictures build format tidy vet lint cross test race fuzz bench bench-fleet crash pilot soak long faults ci

build:
	go build ./...

format: ## fails when a file is not formatted
	@out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "not formatted:"; echo "$$out"; exit 1; }

tidy: ## fails when go.mod or go.sum is not as `go mod tidy` would leave it
	go mod tidy -diff

vet:
	go vet ./...

lint:
	$(LINT) run ./...

cross: ## every platform, without cgo
	@for p in $(PLATFORMS); do echo "build $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -o /dev/null . || exit 1; done

test: ## the test command of the README
	go test -timeout 20m ./...

PROOFS = Truth|Oracle|StatementOracle|Crash|Soak|TerminalStalls|TheCockpitSleeps
full: ## the proofs of which a plain `go test` does a sample, at full length
	TMINUS_FULL=1 go test -count=1 -timeout 30m -run '^Test($(PROOFS))$$' ./change ./cmd

race: ## the tests with the race detector; says which tests were skipped, and why
	@log=$$(mktemp); trap 'rm -f $$log' EXIT; \
	if go test -race -timeout 45m -v ./... >$$log 2>&1; then \
	  grep -E '^(ok|\?)' $$log; echo "skipped:"; grep -E -A2 '^ *--- SKIP|SKIPPED' $$log || echo "  nothing"; \
	else \
	  grep -vE '^ *(=== |--- PASS|PASS)' $$log | tail -n 300; echo "failed:"; \
	  grep -E -A8 '^ *--- FAIL|DATA RACE|^panic:|_test.go:[0-9]+: [^ ]*[Ff]|FAIL: ' $$log | cut -c1-300 | head -n 200; exit 1; \
	fi

FUZZTIME ?= 20s
fuzz: ## each fuzz target for a while; that the time is over is no failure (golang/go#75804)
	@log=$$(mktemp); trap 'rm -f $$log' EXIT; for f in $$(grep -rhoE '^func Fuzz[A-Za-z]+' --include='*_test.go' . | cut -c6- | sort -u); do \
	  d=$$(grep -rlE "^func $$f\(" --include='*_test.go' . | head -1 | xargs dirname); \
	  echo "fuzz $$d $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$d >$$log 2>&1 || \
	  { grep -q 'context deadline exceeded' $$log && ! grep -q 'Failing input' $$log; } || { cat $$log; exit 1; }; \
	  grep execs: $$log | tail -1; done

pictures: ## the pictures of the documents, from real frames
	go test ./ui -run TestPictures -update

# On demand: what CI does for a minute, for as long as you like. See docs/reliability.md.
TRY = go test ./cmd -count=1 -v -timeout 0 -run

KILLS ?= 300
crash: ## kills the program that often, with SIGKILL at random instants
	TMINUS_KILLS=$(KILLS) $(TRY) '^TestCrash$$'

PILOT_KILLS ?= 40
pilot: ## kills the cockpit that often while an autopilot patches real hosts: needs root
	TMINUS_PILOT_KILLS=$(PILOT_KILLS) $(TRY) '^TestPilot'

SOAK ?= 7200
SOAK_HOSTS ?= 1000
soak: ## watches so many hosts for so many seconds, and looks whether it grows
	TMINUS_SOAK=$(SOAK) TMINUS_SOAK_HOSTS=$(SOAK_HOSTS) $(TRY) '^TestSoak$$'

EVENTS ?= 1000000
long: ## opens a journal of so many events
	TMINUS_EVENTS=$(EVENTS) $(TRY) '^TestLongJournal$$'

faults: ## disks and terminals that fail; a terminal that stalls for a minute
	TMINUS_STALL=60 $(TRY) '^Test(Storage|TheDisk|Ends|Terminal|Crowd|Killed|Headless|TheWatchLock|LastWords|Huge|Lookers)'

NIGHTS ?= 20000
oracle: ## holds what every face says against the facts, for so many random nights
	TMINUS_NIGHTS=$(NIGHTS) $(TRY) '^TestStatementOracle$$'

MUTANTS ?= 200
mutants: ## changes the core and the screen in so many small ways, and says which no test notices; 0: in every one
	cd tools && go run ./mutants -few $(MUTANTS) change
	cd tools && go run ./mutants -few $(MUTANTS) ui

bench:
	go test -run '^$$' -bench . -benchmem ./...

SECONDS ?= 30
bench-fleet: ## the cockpit and fping on the same fleets, in one run: needs root and fping
	go test -run '^$$' -bench 'Echo|Wheel' -benchmem ./checks
	go test -run '^$$' -bench Fleet -benchmem ./engine
	go run ./bench -seconds $(SECONDS)

ci: format tidy vet lint build cross test full race
