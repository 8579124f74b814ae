#!/usr/bin/env bash
# Draws the picture of docs/editors.md anew: Blender on a screen that nobody sees, its sequencer with the add-on's panel, and the markers that it set.
# usage: scripts/blender-picture.sh [DEMO]     after ./demo.sh; DEMO is its folder, out/demo unless given
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/setup.sh
demo=$(realpath "${1:-out/demo}")
[ -d "$demo/cast" ] || { say "There is no cast in $demo: run ./demo.sh first."; exit 3; }
need blender blender
need xvfb-run xvfb
need xauth xauth
need ffmpeg ffmpeg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Short paths, since they are in the picture.
ln -s "$demo/film/film.mp4" "$work/episode.mp4"
ln -s "$demo/cast" "$work/cast"
mkdir "$work/settings"
printf '{"command": ["%s"], "cast": "%s"}' "$PWD/screentime" "$work/cast" > "$work/settings/editors.json"
SCREENTIME_SETTINGS=$work/settings SCREENTIME_ADDON=$PWD/Plugin/editors/Blender PYTHONDONTWRITEBYTECODE=1 \
  xvfb-run -a -s "-screen 0 1280x720x24" timeout 600 blender --factory-startup --window-geometry 0 0 1280 720 --python scripts/blender-picture.py -- "$work" > "$work/log" 2>&1 || true
[ -f "$work/blender.png" ] || { cat "$work/log" >&2; say "Blender drew no picture."; exit 1; }
ffmpeg -nostdin -v error -y -i "$work/blender.png" -compression_level 100 docs/images/blender.png
say "docs/images/blender.png is new: look at it."
