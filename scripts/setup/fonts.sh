#!/usr/bin/env bash
# The Fandol fonts (GPL-3 with font exception) into .fonts/fandol, out of Debian's TeX package but without installing it:
# 49 MB to fetch and 34 MB to keep, where installing would bring in 22 packages. Needs no root. Silent when they are there.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/setup/say.sh

target=.fonts/fandol
package=texlive-lang-chinese
installed=/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol # where the package has them
faces=(FandolFang-Regular FandolKai-Regular FandolHei-Regular FandolHei-Bold FandolSong-Regular FandolSong-Bold)

complete() {
  local face
  for face in "${faces[@]}"; do [[ -s $1/$face.otf ]] || return 1; done
}

# As root, apt would become a user who may not write here, and complain of it: hence the sandbox user.
download() { (cd "$1" && apt-get -qq -o APT::Sandbox::User=root download "$package" </dev/null); }

fetch() {
  say '正在下载方德字体（49 MB）…… Fetching the Fandol fonts (49 MB) ...'
  download "$1" 2>/dev/null || { can_be_root && apt_update && download "$1"; } || return
  # Not the Braille faces. Eight components off the path leave fandol/NAME.otf.
  dpkg-deb --fsys-tarfile "$1/$package"_*.deb |
    tar -x -C "$1" --no-same-owner --strip-components=8 --wildcards ".$installed/Fandol[FHKS]*.otf"
}

complete "$target" && exit

mkdir -p .fonts
work=$(mktemp -d .fonts/new.XXXXXX)
trap 'rm -rf "$work"' EXIT
if complete "$installed"; then
  mkdir "$work/fandol"
  cp "$installed"/Fandol[FHKS]*.otf "$work/fandol"
else
  fetch "$work" || true # the next line judges
fi
complete "$work/fandol" ||
  fail "未能取得方德字体。请把下列 .otf 文件放入 $target（见 Debian 软件包 $package 或 TeX Live），再重新运行 make：" \
       "The Fandol fonts could not be had. Put these .otf files into $target (from Debian's $package or TeX Live), then run make again:" \
       "    ${faces[*]}" \
       '若软件包列表为空，可先由管理员运行 apt-get update。 If the package lists are empty, an administrator can run apt-get update first.'
# All or nothing, in one step.
rm -rf "$target"
mv "$work/fandol" "$target"
