#!/usr/bin/env bash
# Runs every test; `./test.sh unit` runs the unit tests alone. The last line is the count.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh
what=${1:-all}
case $what in all | unit) ;; *) say "usage: ./test.sh [unit]"; exit 2 ;; esac

# What stands for ffmpeg.exe and ffprobe.exe under wine.
publish_windows_ffmpeg() {
  dotnet publish tests/windows-ffmpeg/WindowsFfmpeg.csproj -c "$configuration" -r win-x64 --self-contained -o build/windows-ffmpeg -v quiet --nologo >&2
  cp build/windows-ffmpeg/ffmpeg.exe build/windows-ffmpeg/ffprobe.exe
}

need_dotnet
need ffmpeg ffmpeg
[ "$what" = unit ] || need chromium chromium
need_report_tools
need melt melt
say "Building …"
build ScreenTime.sln
if [ "$what" = all ]; then
  prepare_models
  # Editors that run without a screen, and what their scripts are written in.
  want python3 python3
  want lua5.1 lua5.1
  want blender blender
  want sbatch slurm-wlm
  want munged munge
  want melt melt
  # Kdenlive needs a screen and a bus, of nobody's.
  want kdenlive kdenlive
  want xvfb-run xvfb
  want xauth xauth
  want dbus-run-session dbus-daemon
  want dbus-send dbus-bin
  # The Windows package, run by wine.
  if (need_file /usr/lib/wine/wine64 wine64); then
    rm -rf build/publish/screentime-*-win-x64*
    ./publish.sh win-x64 --folders-only
    publish_windows_ffmpeg
  else
    say "The tests of the Windows package are skipped."
  fi
  say "Checking the format …"
  dotnet format ScreenTime.sln --verify-no-changes --no-restore || { say "Run 'dotnet format ScreenTime.sln'."; exit 1; }
fi

passed=0 failed=0 skipped=0 broken=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*/; do
  name=$(basename "$project")
  [ -f "$project$name.csproj" ] || continue
  case $what/$name in unit/EndToEnd | unit/Editors | unit/Reliability | unit/ScreenTime.Review.Tests | unit/Windows) continue ;; esac
  say "== $name"
  code=0
  dotnet "$project/bin/$configuration/net10.0/$name.dll" --progress off --no-ansi >"$log" 2>&1 || code=$?
  # Exit code 8: no test ran.
  count() { sed -n "s/^ *$1: \([0-9]*\)\$/\1/p" "$log" | tail -n 1; }
  if [ -z "$(count total)" ] || { [ "$code" != 0 ] && [ "$code" != 2 ] && [ "$(count failed)" = 0 ] && [ "$(count total)" != 0 ]; }; then
    broken=$((broken + 1))
    tail -n 60 "$log"
    say "$name did not run to its end (exit code $code)"
    continue
  fi
  [ "$(count failed)" = 0 ] || cat "$log"
  grep -E -A1 '^skipped ' "$log" | grep -v '^--' || true
  passed=$((passed + $(count succeeded)))
  failed=$((failed + $(count failed)))
  skipped=$((skipped + $(count skipped)))
done
if [ "$what" = all ]; then
  say "== fuzz (20 s)"
  if dotnet "tests/fuzz/readers/bin/$configuration/net10.0/ReaderFuzz.dll" 20 >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
fi
failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
