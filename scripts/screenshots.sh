#!/usr/bin/env bash
# Draws the pictures of docs/review.md anew: drives the page over the whole way, as the end-to-end test does, at 1280 and 1920 wide.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/setup.sh
need_dotnet
need ffmpeg ffmpeg
need chromium chromium
need_report_tools
build tests/EndToEnd/EndToEnd.csproj
prepare_models
# SCREENTIME_SCREENSHOTS names a folder in which all pictures stay, to be looked at.
shots=${SCREENTIME_SCREENSHOTS:-$(mktemp -d)}
[ -n "${SCREENTIME_SCREENSHOTS:-}" ] || trap 'rm -rf "$shots"' EXIT
mkdir -p "$shots"
SCREENTIME_SCREENSHOTS=$shots dotnet "tests/EndToEnd/bin/$configuration/net10.0/EndToEnd.dll" --progress off --no-ansi --filter-class '*ReviewWayTests' >&2
for shot in "$shots"/*.png; do
  ffmpeg -nostdin -v error -y -i "$shot" -c:v libwebp -quality 82 "$shots/$(basename "$shot" .png).webp"
done
# Both widths are drawn; the docs show these.
for name in start-1280 teach-1280 first-1280 learnt-1920 review-1920 audit-1920 finish-1920; do cp "$shots/$name.webp" "docs/images/review-$name.webp"; done
