#!/usr/bin/env bash
# System packages: look for what is needed, install what is missing. Silent when nothing is.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/setup/say.sh
PATH+=:/usr/sbin:/sbin # ldconfig, for users other than root

# Debian's package and the thing it is needed for: the thing is looked for, so that one from elsewhere will do as well.
# WeasyPrint opens these libraries at run time; gobject, harfbuzz and fontconfig come with Pango.
libraries=(
  libpango-1.0-0      libpango-1.0.so.0
  libpangoft2-1.0-0   libpangoft2-1.0.so.0
  libharfbuzz-subset0 libharfbuzz-subset.so.0
)
# Latin letters and digits; the last resort for characters that Fandol lacks.
fonts=(
  fonts-liberation 'Liberation Serif'
  fonts-noto-cjk   'Noto Serif CJK SC'
)

missing_packages() {
  local found i
  found=$(ldconfig -p)
  for ((i = 0; i < ${#libraries[@]}; i += 2)); do
    [[ $found == *"${libraries[i + 1]}"* ]] || echo "${libraries[i]}"
  done
  found=$(fc-list : family 2>/dev/null || true)
  for ((i = 0; i < ${#fonts[@]}; i += 2)); do
    [[ $found == *"${fonts[i + 1]}"* ]] || echo "${fonts[i]}"
  done
  # Debian keeps ensurepip, which `python3 -m venv` needs, in a package of its own. Not asked once .venv is there.
  [[ -x .venv/bin/python ]] || "$PYTHON" -c 'import ensurepip' 2>/dev/null || echo python3-venv
}

PYTHON=${PYTHON:-python3}
mapfile -t missing < <(missing_packages)
if ((${#missing[@]})); then
  say "缺少系统软件包 Missing system packages: ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    fail '本机没有 apt-get。请用本机的软件管理工具安装与上述 Debian 软件包相当的库和字体。' \
         'This machine has no apt-get. Install what corresponds to these Debian packages with its own package manager.'
  fi
  can_be_root ||
    fail '安装需要管理员权限。请由管理员执行下面的命令，再重新运行 make：' \
         'Installing them needs root. Have an administrator run this, then run make again:' '' \
         "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  say '正在安装…… Installing ...'
  # Empty or stale lists show themselves here, before anything is changed.
  apt install --no-install-recommends --download-only "${missing[@]}" >/dev/null 2>&1 || apt_update
  apt install --no-install-recommends "${missing[@]}" >/dev/null ||
    fail '安装失败，原因见上面 apt 的消息。 Not installed; apt says why above.'
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} == 0)) ||
    fail "装好后仍找不到 Installed, and still not found: ${missing[*]}" \
         "Python: $("$PYTHON" -c 'import sys; print(sys.version.split()[0], sys.executable)' 2>&1)"
fi

[[ -x .venv/bin/python ]] || "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "需要 Python 3.11 或更高版本，当前为 Python 3.11 or newer is needed, this is: $("$PYTHON" --version 2>&1)" \
       '可用 make PYTHON=/路径/python3.12 指定 Another one can be named: make PYTHON=/path/to/python3.12'
