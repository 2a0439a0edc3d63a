# From a fresh clone to a briefing: `make report`. `make help` lists the rest.
#
# System packages and fonts are looked for on every run and touched only when one is missing (a few milliseconds: a stamp in the
# tree could not speak for the machine). The virtual environment has a stamp, named by the contents of all that it is made from.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

KIND   ?= monthly
PERIOD ?= 2018-01
SIZE   ?= A3
# What more to hand to the program: make report ARGS='--lang en', make test ARGS='-k gap'.
ARGS   ?=
# The interpreter that .venv is made with, 3.11 or newer.
export PYTHON ?= python3

VENV   := .venv/bin
INPUTS := constraints.txt pyproject.toml scripts/setup/venv.sh
# The folder's own path is part of it: a virtual environment does not survive being copied elsewhere.
STAMP  := .venv/.stamp-$(shell { pwd; cat $(INPUTS); } | sha256sum | cut -c 1-16)

.PHONY: help setup system fonts fonts-hant report inspection all poster dossiers test lint types check coverage bench lock format clean distclean

help: ## 列出全部命令 · list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

report: setup $(if $(findstring hant,$(ARGS)),fonts-hant) ## 生成通报（PERIOD=2018-01 KIND=monthly）· write the briefing, Word and PDF
	$(VENV)/reportgen build $(KIND) --period $(PERIOD) $(ARGS)

inspection: setup ## 生成迎检汇报（ARGS='--audience 省督导组各位领导'）· the briefing for an inspection
	$(VENV)/reportgen build inspection --period $(PERIOD) $(ARGS)

all: setup ## 生成全部种类 · every kind of briefing
	$(VENV)/reportgen build all --period $(PERIOD) $(ARGS)

poster: setup ## 生成挂图，一页 PDF（SIZE=A1）· the wallchart: one page, A3 or A1
	$(VENV)/reportgen build wallchart --period $(PERIOD) --size $(SIZE) $(ARGS)

dossiers: setup ## 一校一册，整批生成（ARGS='--sample 10 --seed 7 --bind'）· one document for every school
	$(VENV)/reportgen dossiers --period $(PERIOD) $(ARGS)

setup: fonts $(STAMP) ## 安装系统库、字体和固定版本的依赖 · system libraries, fonts, pinned dependencies

system:
	@scripts/setup/system.sh

fonts: | system ## 取得方德仿宋、楷、黑、宋字体 · fetch the Fandol fonts into .fonts/fandol
	@scripts/setup/fonts.sh

fonts-hant: | system ## 取得繁体仿宋、楷体（--script hant 用）· fetch the faces for Traditional Chinese into .fonts/cwtex
	@scripts/setup/fonts-hant.sh

# No stamp while at work: a half-made environment has none, neither the new nor an old one, and the next run goes over it again.
$(STAMP): | system
	@rm -f .venv/.stamp-*
	@scripts/setup/venv.sh
	@touch $@

# The stamp outlives the interpreter that the environment points to, when that one is removed or the tree moves to another machine.
ifeq ($(shell test -x $(VENV)/python && echo usable),)
.PHONY: $(STAMP)
endif

test: setup fonts-hant ## 运行测试 · run the tests
	$(VENV)/python -m pytest $(ARGS)

lint: setup ## 检查代码风格 · ruff: rules and format
	$(VENV)/python -m ruff check .
	$(VENV)/python -m ruff format --check .

types: setup ## 检查类型 · mypy, strict
	$(VENV)/python -m mypy --strict reportgen

check: lint types test ## 风格、类型、测试全查 · lint, types and tests

coverage: setup fonts-hant ## 测试并统计分支覆盖率 · the tests with branch coverage
	$(VENV)/python -m pytest --cov --cov-report=term-missing:skip-covered $(ARGS)

format: setup ## 按统一风格整理代码 · let ruff fix and format
	$(VENV)/python -m ruff check --fix .
	$(VENV)/python -m ruff format .

bench: setup ## 运行性能测试，约半小时 · run the benchmarks, about half an hour
	$(VENV)/python -m benchmarks $(ARGS)
	for name in evaluation checks kinds dossier batch; do $(VENV)/python -m benchmarks.$$name; done

lock: system ## 重新锁定依赖（升级：UPGRADE=1）· pin the dependencies anew in constraints.txt
	scripts/setup/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## 删除生成的文件 · remove what was built
	rm -rf output build .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find reportgen tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## 连同环境和字体一并删除 · remove the environment and the fonts too
	rm -rf .venv .fonts ./*.egg-info
