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
if [ "$what" = all ]; then
  # Editors that run without a screen, and what their scripts are written in.
  want python3 python3
  want lua5.1 lua5.1
  want blender blender
  want sbatch slurm-wlm
  want munged munge
  # Kdenlive needs a screen and a bus, of nobody's.
  want kdenlive kdenlive
  want xvfb-run xvfb
  want xauth xauth
  want dbus-run-session dbus-daemon
  want dbus-send dbus-bin
  want_file /usr/lib/wine/wine64 wine64
  install_wanted
fi
say "Building …"
# One compiler for all projects, where the environment would start one for each: half the time. It is ended before the tests.
export UseSharedCompilation=true
trap 'dotnet build-server shutdown --vbcscompiler >/dev/null' EXIT
# Unit tests are not kept waiting for analyzers: who runs every test has them look at all that they have not seen.
if [ "$what" = unit ]; then build ScreenTime.sln -p:RunAnalyzers=false; else build ScreenTime.sln; fi
if [ "$what" = all ]; then
  prepare_models
  # The Windows package, run by wine.
  if [ -e /usr/lib/wine/wine64 ]; then
    rm -rf build/publish/screentime-*-win-x64*
    ./publish.sh win-x64 --folders-only
    publish_windows_ffmpeg
  fi
fi
dotnet build-server shutdown --vbcscompiler >/dev/null
export UseSharedCompilation=false

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# The number that a run of tests says of itself: total, succeeded, failed or skipped.
count() { sed -n "s/^ *$1: \([0-9]*\)\$/\1/p" "$log" | tail -n 1; }

# Runs a project's tests, and leaves their count in a file.
run_project() {
  local name=$1 log=$results/$1.log code=0
  say "== $name"
  dotnet "tests/$name/bin/$configuration/net10.0/$name.dll" --progress off --no-ansi $filter >"$log" 2>&1 || code=$?
  # Exit code 8: no test ran.
  if [ -z "$(count total)" ] || { [ "$code" != 0 ] && [ "$code" != 2 ] && [ "$(count failed)" = 0 ] && [ "$(count total)" != 0 ]; }; then
    tail -n 60 "$log"
    say "$name did not run to its end (exit code $code)"
    return
  fi
  [ "$(count failed)" = 0 ] || cat "$log"
  grep -E -A1 '^skipped ' "$log" | grep -v '^--' || true
  echo "$(count succeeded) $(count failed) $(count skipped)" >"$results/$name.count"
}

# Runs a command that counts as one test.
run_check() {
  local name=$1 log=$results/$1.log passed=1
  shift
  say "== $name"
  "$@" >"$log" 2>&1 || passed=0
  if [ "$passed" = 0 ]; then
    cat "$log"
    say "$name failed"
  fi
  echo "$passed $((1 - passed)) 0" >"$results/$name.count"
}

run_job() {
  case $1 in
    # What analyzers and rules of style find, the build has found: of its diagnostics one is asked for here, beside blanks, ends of lines and the order of usings.
    format) run_check format dotnet format ScreenTime.sln --verify-no-changes --no-restore --diagnostics IDE0055 ;;
    fuzz) run_check fuzz dotnet "tests/fuzz/readers/bin/$configuration/net10.0/ReaderFuzz.dll" 20 ;;
    *) run_project "$1" ;;
  esac
}

filter=
[ "$what" = all ] || filter='--filter-not-trait starts=programs'
jobs=()
for project in tests/*/; do
  name=$(basename "$project")
  [ -f "$project$name.csproj" ] || continue
  case $what/$name in unit/EndToEnd | unit/Editors | unit/Reliability | unit/ScreenTime.Review.Tests | unit/Windows) continue ;; esac
  jobs+=("$name")
done
[ "$what" = unit ] || jobs+=(format fuzz)

for name in "${jobs[@]}"; do
  case $name in
    # Wine leaves half of the machine idle.
    Windows) run_job format & run_job Windows; wait ;;
    format) ;;
    *) run_job "$name" ;;
  esac
done

passed=0 failed=0 skipped=0
for name in "${jobs[@]}"; do
  # Without a count it did not run to its end.
  read -r p f s 2>/dev/null <"$results/$name.count" || { p=0 f=1 s=0; }
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
