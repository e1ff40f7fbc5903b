#!/bin/sh
# Makes sure that the browser tests find a Chromium, and says which: the npm package's, where it starts, one on
# PATH, or Debian's, installed now. Never fails: without any the page tests say so.
python=$1
if found=$("$python" -m tests.browser.chromium); then echo "browser: $found"; exit 0; fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "browser: none here; installing Debian's chromium (as root, about 20 s)"
    if (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium) \
        >/tmp/jedel-chromium.log 2>&1; then
        echo "browser: $(command -v chromium)"; exit 0
    fi
    echo "browser: that did not work (see /tmp/jedel-chromium.log)"
fi
echo "browser: none: the page tests will fail"
