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
build ScreenTime.sln
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

# Runs a project's tests, leaves their count in a file, and says what is worth reading in one piece.
run_project() {
  local name=$1 log=$results/$1.log code=0
  dotnet "tests/$name/bin/$configuration/net10.0/$name.dll" --progress off --no-ansi >"$log" 2>&1 || code=$?
  # Exit code 8: no test ran.
  if [ -z "$(count total)" ] || { [ "$code" != 0 ] && [ "$code" != 2 ] && [ "$(count failed)" = 0 ] && [ "$(count total)" != 0 ]; }; then
    say "== $name
$(tail -n 60 "$log")
$name did not run to its end (exit code $code)"
    return
  fi
  echo "$(count succeeded) $(count failed) $(count skipped)" >"$results/$name.count"
  say "== $name: $(count succeeded) passed, $(count failed) failed, $(count skipped) skipped
$([ "$(count failed)" = 0 ] || cat "$log"; grep -E -A1 '^skipped ' "$log" | grep -v '^--')"
}

# Runs a command that counts as one test.
run_check() {
  local name=$1 log=$results/$1.log
  shift
  if "$@" >"$log" 2>&1; then
    echo "1 0 0" >"$results/$name.count"
    say "== $name: passed"
  else
    echo "0 1 0" >"$results/$name.count"
    say "== $name: failed
$(cat "$log")"
  fi
}

run_job() {
  set -eu
  case $1 in
    # What analyzers and rules of style find, the build has found: of its diagnostics one is asked for here, beside blanks, ends of lines and the order of usings.
    format) run_check format dotnet format ScreenTime.sln --verify-no-changes --no-restore --diagnostics IDE0055 ;;
    fuzz) run_check fuzz dotnet "tests/fuzz/readers/bin/$configuration/net10.0/ReaderFuzz.dll" 20 ;;
    *) run_project "$1" ;;
  esac
}

# What takes longest comes first.
jobs=()
for name in EndToEnd Editors ScreenTime.Host.Tests ScreenTime.Review.Tests format Windows Reliability ScreenTime.Exporters.Tests fuzz $(cd tests && ls); do
  case $what/$name in unit/EndToEnd | unit/Editors | unit/Reliability | unit/ScreenTime.Review.Tests | unit/Windows | unit/format | unit/fuzz) continue ;; esac
  case " ${jobs[*]} " in *" $name "*) continue ;; esac
  case $name in format | fuzz) ;; *) [ -f "tests/$name/$name.csproj" ] || continue ;; esac
  jobs+=("$name")
done

# Two at a time, for many tests wait: for an editor, a browser, a clock.
export results configuration
export -f say count run_project run_check run_job
printf '%s\n' "${jobs[@]}" | xargs -P 2 -n 1 bash -c 'run_job "$0"' || true

passed=0 failed=0 skipped=0
for name in "${jobs[@]}"; do
  # Without a count it did not run to its end.
  read -r p f s <"$results/$name.count" 2>/dev/null || { p=0 f=1 s=0; }
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
