#!/bin/sh
# Make the environment in $1 hold exactly what constraints.txt says; called by make.
set -eu
venv=$1
python=${PYTHON:-python3}

stop() {
    echo "setup: $1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || stop "no '$python' found: install Python 3.11 or newer, or name one: make PYTHON=python3.12 …"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$("$python" --version) is too old: Python 3.11 or newer is needed (make PYTHON=python3.12 …)"
if [ ! -w . ] || { [ -e "$venv" ] && [ ! -w "$venv" ]; }; then
    stop "cannot write to $(pwd): the environment goes to $venv/ here; copy the project to a folder of your own and try there"
fi
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "this Python has no venv module (on Debian and Ubuntu: apt-get install python3-venv)"

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || stop "could not create $venv/"
echo "setup: installing packages into $venv/ (once; some minutes)" >&2
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable '.[dev]' ||
    stop "pip could not install the packages: see its message above, then run make again"
touch "$venv/.ready"
