#!/bin/sh
# Looks at the machine before anything is installed and says in words what is missing.
# Prints the Python to use on the last line; everything else goes to standard error.
# Usage: machine.sh NEEDED_MEGABYTES
missing=0
say() { printf '%s\n' "$*" >&2; }
lacks() { say "  missing: $*"; missing=1; }

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' >/dev/null 2>&1; }
chosen=""
for candidate in ${PYTHON:-} python3.11 python3.12 python3; do
    if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then chosen=$candidate; break; fi
done
if [ -z "$chosen" ]; then
    lacks "Python 3.11 or 3.12 (found: $(python3 --version 2>&1 || echo none)). Say where it is: make PYTHON=/path/to/python3.11"
elif ! "$chosen" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    lacks "the venv module of $chosen (on Debian and Ubuntu: the package python3-venv)"
elif ! "$chosen" -c 'import sqlite3, sys; sys.exit(sqlite3.sqlite_version_info < (3, 35))' >/dev/null 2>&1; then
    lacks "SQLite 3.35 or newer in $chosen"
fi
command -v git >/dev/null 2>&1 || say "  note: git was not found; it is needed only for working on the code"

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) ;;
    Linux-aarch64 | Darwin-*) say "  note: tried on x86-64 Linux only; $(uname -s) $(uname -m) has the same packages but was not tried" ;;
    *) lacks "a machine Jedel is made for: x86-64 Linux (this is $(uname -s) $(uname -m))" ;;
esac

[ -w . ] || lacks "the right to write into $(pwd)"
free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
[ "${free:-0}" -ge "$1" ] || lacks "disk space: $1 MB are needed here, ${free:-0} MB are free"

if [ "$missing" -ne 0 ]; then say "Set-up stopped before it changed anything."; exit 1; fi
echo "$chosen"
