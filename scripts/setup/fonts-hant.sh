#!/usr/bin/env bash
# 仿宋 and 楷 for Traditional Chinese: the cwTeX faces (GPL-2 with font exception) into .fonts/cwtex, out of two Debian
# packages of theirs, 12 MB together. Needs no root. Silent when they are there, or installed. The other faces of such a
# document, 黑 and 宋, are Noto's, which setup/system.sh sees to.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/setup/say.sh

target=.fonts/cwtex
packages=(fonts-cwtex-fs fonts-cwtex-kai)
installed=/usr/share/fonts/truetype/cwtex # where the packages have them
faces=(cwfs cwkai)

complete() {
  local face
  for face in "${faces[@]}"; do [[ -s $1/$face.ttf ]] || return 1; done
}

# As root, apt would become a user who may not write here, and complain of it: hence the sandbox user.
download() { (cd "$1" && apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}" </dev/null); }

fetch() {
  local package
  say '正在下载繁体字体（12 MB）…… Fetching the fonts for Traditional Chinese (12 MB) ...'
  download "$1" 2>/dev/null || { can_be_root && apt_update && download "$1"; } || return
  mkdir "$1/cwtex"
  # Six components off the path leave NAME.ttf.
  for package in "${packages[@]}"; do
    dpkg-deb --fsys-tarfile "$1/$package"_*.deb |
      tar -x -C "$1/cwtex" --no-same-owner --strip-components=6 --wildcards ".$installed/*.ttf" || return
  done
}

if complete "$target" || complete "$installed"; then exit; fi

mkdir -p .fonts
work=$(mktemp -d .fonts/new.XXXXXX)
trap 'rm -rf "$work"' EXIT
fetch "$work" || true # the next line judges
complete "$work/cwtex" ||
  fail "未能取得繁体字体。请把下列 .ttf 文件放入 $target（见 Debian 软件包 ${packages[*]}），再重新运行 make：" \
       "The fonts for Traditional Chinese could not be had. Put these .ttf files into $target (from Debian's ${packages[*]}), then run make again:" \
       "    ${faces[*]}" \
       '若软件包列表为空，可先由管理员运行 apt-get update。 If the package lists are empty, an administrator can run apt-get update first.'
# All or nothing, in one step.
rm -rf "$target"
mv "$work/cwtex" "$target"
