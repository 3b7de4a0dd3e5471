#!/usr/bin/env bash
# install.sh: puts the free fonts that the measured tests (tests/test_rendered.py) need where fontconfig finds them.
# Fandol stands in for 仿宋_GB2312, 楷体_GB2312, 黑体 and 宋体, AR PL SungtiL for 方正小标宋简体, Liberation Serif for
# Times New Roman: free cuts of the same widths, so lines and pages break where the real ones do.
# Needs apt-get and dpkg-deb (Debian, Ubuntu), no root. Does nothing when all is there already; safe to run again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fonts=${XDG_DATA_HOME:-$HOME/.local/share}/fonts/nigao
conf=${XDG_CONFIG_HOME:-$HOME/.config}/fontconfig/conf.d
wanted="FandolFang-Regular.otf FandolKai-Regular.otf FandolHei-Regular.otf FandolSong-Regular.otf"
others="gbsn00lp.ttf LiberationSerif-Regular.ttf LiberationSerif-Bold.ttf"

complete() {
  for name in $wanted $others; do [ -s "$fonts/$name" ] || return 1; done
}

mkdir -p "$fonts" "$conf"
if ! complete; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  chmod 755 "$scratch"
  (cd "$scratch" && apt-get -q download texlive-lang-chinese fonts-liberation fonts-arphic-gbsn00lp) || {
    echo "cannot download the packages; try 'apt-get update' first" >&2
    exit 3
  }
  for package in "$scratch"/*.deb; do dpkg-deb -x "$package" "$scratch/files"; done
  for name in $wanted $others; do
    found=$(find "$scratch/files" -name "$name" -type f | head -n 1)
    [ -n "$found" ] || { echo "no $name in the packages" >&2; exit 3; }
    cp "$found" "$fonts/$name"
  done
fi
cmp -s "$here/60-nigao.conf" "$conf/60-nigao.conf" || cp "$here/60-nigao.conf" "$conf/60-nigao.conf"
fc-cache -f "$fonts"
for face in 仿宋_GB2312 楷体_GB2312 黑体 宋体 方正小标宋简体 "Times New Roman"; do
  echo "$face → $(fc-match -f '%{family[0]} (%{file|basename})' "$face")"
done
