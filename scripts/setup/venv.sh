#!/usr/bin/env bash
# The virtual environment: exactly the files that constraints.txt names, checked by hash, and this project on top.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/setup/say.sh
pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input --quiet)

# One that has no pip was cut short; one made under another path has scripts that start the other's interpreter.
if ! { "${pip[@]}" --version && grep -qF " $PWD/.venv" .venv/pyvenv.cfg; } &>/dev/null; then
  say '创建虚拟环境 .venv …… Making the virtual environment ...'
  "${PYTHON:-python3}" -m venv --clear .venv
fi

say '安装固定版本的依赖（约一分钟）…… Installing the pinned dependencies (about a minute) ...'
# Wheels only: nothing is compiled here, and no set-up code of a stranger is run.
# Nothing is resolved: the list is whole (pip check, below, says so), and pip 23 meeting `coverage[toml]>=7` beside
# `coverage==7.17.3` would take a newer coverage, without a hash, on the day one is released.
"${pip[@]}" install --no-deps --require-hashes --only-binary :all: -r constraints.txt
# Our own build backend is among the pinned: an isolated build would fetch another, unpinned.
"${pip[@]}" install --no-deps --no-build-isolation --editable .
"${pip[@]}" check
