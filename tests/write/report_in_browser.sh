#!/bin/sh
# The report in a real browser, headless: the script is allowed by the page's own policy, draws every plot, and nothing is complained about.
# Usage: report_in_browser.sh WRITE_FIXTURE. Skipped (77) where there is no Chromium.
set -eu
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "skipped: no Chromium here"
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1" report "$dir/report.html"
timeout 90 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --enable-logging=stderr --v=0 --user-data-dir="$dir/profile" --dump-dom "file://$dir/report.html" >"$dir/dom" 2>"$dir/log" || {
    echo "skipped: $browser does not start here"
    exit 77
}
if grep CONSOLE "$dir/log"; then
    echo "failed: the page complains" >&2
    exit 1
fi
drawn=$(grep -o 'class="uplot' "$dir/dom" | wc -l)
if [ "$drawn" -ne 6 ]; then
    echo "failed: $drawn of 6 plots were drawn" >&2
    exit 1
fi
echo "6 plots drawn, nothing complained about"
