#!/usr/bin/env bash
# Makes .venv with what requirements/dev.txt pins. Needs a Python from 3.11 on, and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
  if works "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "Portico needs Python 3.11 or newer, and found none. Install it (on Debian: apt install python3 python3-venv)." >&2
  exit 1
fi

can_install() { works .venv/bin/python && { [ -x .venv/bin/uv ] || .venv/bin/python -m pip --version >/dev/null 2>&1; }; }

if ! can_install; then  # not there yet, or left unfinished
  rm -rf .venv
  if ! "$python" -m venv .venv; then
    rm -rf .venv
    echo "$python can't make virtual environments. Install its venv module (on Debian: apt install python3-venv)." >&2
    exit 1
  fi
fi

say_offline() { echo "Installing failed; the reason stands above. Once the package index can be reached, start again." >&2; }
trap say_offline ERR
echo "installing $(grep -c '^[a-z]' requirements/dev.txt) packages into .venv (about 1 GB; seconds to minutes, as the network is) …"
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/dev.txt
touch .venv/ready
