# Everything a person or CI runs; `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# A question may hold anything. `value` takes it without expanding `$`, the immediate
# assignment keeps it literal, and the program reads it from the environment variable
# ASK, so no shell ever parses it.
export ASK := $(value Q)
override Q :=
unexport Q
MAKEOVERRIDES :=

.PHONY: help setup ask index chat bot test lint types check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

ask: setup ## answer Q="…"; the first time it sets up everything and indexes corpus/
	@$(BIN)/tanyahumas ask --index -- "$$ASK"

setup: $(READY) ## create .venv/ with exactly the versions of constraints.txt

$(READY): pyproject.toml constraints.txt scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh "$(VENV)"

index: setup ## bring the index up to date with corpus/
	@$(BIN)/tanyahumas index

chat: setup ## ask in a terminal conversation
	@$(BIN)/tanyahumas chat

bot: setup ## run the Discord bot (needs DISCORD_TOKEN)
	@$(BIN)/python bot.py

test: setup ## run all tests
	@$(BIN)/python -m pytest

lint: setup ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## mypy --strict
	@$(BIN)/mypy --strict src bot.py

check: lint types test ## everything that CI runs

clean: ## remove the environment, the data directory and caches
	rm -rf $(VENV) .tanyahumas .pytest_cache .mypy_cache .ruff_cache
