#!/bin/sh
# Prints the programs a browser's tests need, one a line: browser.sh chromium|firefox|webkit
# chromium: CHROME, chromium or google-chrome. firefox: FIREFOX, firefox-esr or firefox. webkit: WebKitGTK's driver, its
# MiniBrowser and xvfb-run. On Debian as root packages that are missing are installed; a browser is never downloaded from anywhere else.
set -eu
named() {
	command -v "$1" || { echo "$2=$1 is not a program that can be run" >&2; exit 1; }
}
find_programs() {
	case $1 in
	chromium) if [ -n "${CHROME:-}" ]; then named "$CHROME" CHROME; else command -v chromium || command -v google-chrome || command -v chromium-browser; fi ;;
	firefox) if [ -n "${FIREFOX:-}" ]; then named "$FIREFOX" FIREFOX; else command -v firefox-esr || command -v firefox; fi ;;
	webkit)
		command -v WebKitWebDriver && command -v xvfb-run || return 1
		for at in /usr/lib/*/webkit2gtk-4.*/MiniBrowser /usr/lib*/webkit2gtk-4.*/MiniBrowser /usr/libexec/webkit2gtk-4.*/MiniBrowser; do
			if [ -x "$at" ]; then echo "$at"; return; fi
		done
		return 1 ;;
	*) echo "browser.sh: got \"$1\", allowed: chromium, firefox, webkit" >&2; exit 2 ;;
	esac
}
case ${1:-} in
chromium) packages=chromium hint="or name one with CHROME=/path/to/chrome" ;;
firefox) packages=firefox-esr hint="or name one with FIREFOX=/path/to/firefox" ;;
*) packages="webkit2gtk-driver xvfb xauth" hint="which are Debian's names" ;;
esac
if found=$(find_programs "${1:-}"); then echo "$found"; exit 0; else code=$?; [ "$code" -eq 1 ] || exit "$code"; fi
case $1 in chromium) [ -z "${CHROME:-}" ] || exit 1 ;; firefox) [ -z "${FIREFOX:-}" ] || exit 1 ;; esac
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
	echo "no $1 found; installing $packages" >&2
	# shellcheck disable=SC2086 # several packages
	apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >&2
	if found=$(find_programs "$1"); then echo "$found"; exit 0; fi
	echo "$packages could not be installed" >&2
	exit 3
fi
echo "the tests in $1 need $packages: install them, $hint" >&2
exit 1
