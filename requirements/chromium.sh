#!/bin/sh
# Makes sure that the browser tests find a Chromium, and says which. Never fails: without any, the npm package
# @sparticuz/chromium (installed with the front end's test tools) is unpacked when the tests start.
for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$candidate" ] || continue
    if command -v "$candidate" >/dev/null 2>&1; then echo "browser: $(command -v "$candidate")"; exit 0; fi
done
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "browser: none here; installing Debian's chromium (as root, about 20 s)"
    if (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium) \
        >/tmp/jedel-chromium.log 2>&1; then
        echo "browser: $(command -v chromium)"; exit 0
    fi
    echo "browser: that did not work (see /tmp/jedel-chromium.log)"
fi
echo "browser: the one from the npm package @sparticuz/chromium"
