#!/usr/bin/env bash
# Pin every dependency with the hashes of all its files: lock.sh [--upgrade]. Run by `make lock`.
# uv, because pip-compile resolves for the one interpreter it runs on, and this for every Python that pyproject.toml admits
# (--universal), with the same versions on all of them (fewest forks).
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip --disable-pip-version-check install --quiet 'uv>=0.9,<1'
# No index, no find-links: only names, versions and hashes, the same whoever runs it.
"$work/venv/bin/uv" pip compile pyproject.toml --quiet --all-extras --universal --fork-strategy fewest --python-version 3.11 \
  --generate-hashes --no-config --no-emit-index-url --no-emit-find-links --no-emit-build-options \
  --custom-compile-command 'make lock' --output-file constraints.txt "$@" >/dev/null
