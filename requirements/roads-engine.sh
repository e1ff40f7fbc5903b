#!/bin/sh
# Fetches the road engine into the folder $1, with the Python $2: the wheel of OSRM's bindings is made for a newer
# Python than ours, but its executables need none, so it is unpacked instead of installed.
set -e
folder=$1 python=$2
rm -rf "$folder" && mkdir -p "$folder"
"$python" -m pip -qq --disable-pip-version-check --no-input download --no-deps --only-binary=:all: \
    --python-version 3.12 --require-hashes -r requirements/roads-engine.txt -d "$folder"
"$python" -m zipfile -e "$folder"/osrm_bindings-*.whl "$folder"
rm "$folder"/osrm_bindings-*.whl
chmod +x "$folder"/osrm/bin/*
"$folder/osrm/bin/osrm-routed" --version >/dev/null
