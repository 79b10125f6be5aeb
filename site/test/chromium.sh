#!/bin/sh
# Prints the Chromium the browser tests use: CHROME, chromium or google-chrome.
# On Debian as root the package chromium is installed when there is none. A
# browser is never downloaded from anywhere else.
set -eu
find_browser() {
	if [ -n "${CHROME:-}" ]; then
		command -v "$CHROME" || { echo "CHROME=$CHROME is not a program that can be run" >&2; exit 1; }
		return
	fi
	command -v chromium || command -v google-chrome || command -v chromium-browser
}
if browser=$(find_browser); then echo "$browser"; exit 0; fi
[ -z "${CHROME:-}" ] || exit 1
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
	echo "no Chromium found; installing the package chromium" >&2
	apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium >&2
	find_browser && exit 0
fi
echo "the browser tests need a Chromium: install the package chromium, or name one with CHROME=/path/to/chrome" >&2
exit 1
