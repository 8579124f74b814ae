#!/usr/bin/env bash
# Makes the packages that are handed out: a self-contained folder and archive a system, and the NuGet packages of OTIO.NET and the plugin Sdk.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh

usage() {
  cat >&2 <<'END'
usage: ./publish.sh [SYSTEM …] [--out DIR] [--flavor cpu|directml|cuda] [--folders-only] [--check]
  SYSTEM          win-x64, linux-x64, osx-arm64 or nuget; all four when none is named
  --out DIR       where to (build/publish)
  --flavor NAME   ONNX Runtime's flavour; else directml for Windows where its package can be restored, and cpu
  --folders-only  no archives
  --check         build everything twice, the second time from a copy in another folder, and compare every byte
END
  exit 2
}

systems=() out=build/publish flavor= archives=1 check=
while [ $# -gt 0 ]; do
  case $1 in
    win-x64 | linux-x64 | osx-arm64 | nuget) systems+=("$1") ;;
    --out) [ $# -gt 1 ] || usage; out=$2; shift ;;
    --flavor) case ${2:-} in cpu | directml | cuda) flavor=$2; shift ;; *) usage ;; esac ;;
    --folders-only) archives= ;;
    --check) check=1 ;;
    *) usage ;;
  esac
  shift
done
[ ${#systems[@]} -gt 0 ] || systems=(win-x64 linux-x64 osx-arm64 nuget)

need_dotnet
[ -z "$archives" ] || need zip zip
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
# Archives and packages carry a time; the commit's own, so that the same sources give the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What `models prepare` makes; a models folder may hold more.
models='inception-v3-resnet-18 face-blaze face-dlib'

quietly() {
  "$@" >"$log" 2>&1 || { cat "$log" >&2; say "Publishing failed."; exit 1; }
}

# The flavour for Windows: DirectML where a registry has its package, the processor's otherwise.
windows_flavor() {
  if dotnet restore Plugin/ScreenTime.Recognition/ScreenTime.Recognition.csproj -p:RuntimeIdentifier=win-x64 -p:OrtFlavor=directml -v quiet >"$log" 2>&1; then
    echo directml
    return
  fi
  say "The DirectML flavour cannot be built here: $(grep -o -m 1 'error NU[0-9]*: [^[]*' "$log" || tail -n 1 "$log")"
  say "It needs the package Microsoft.ML.OnnxRuntime.DirectML, which the registries reached from here do not have. win-x64 is built with ONNX Runtime for the"
  say "processor instead: it runs everywhere, '--device directml' says that it is not part of the build and takes the processor. On a machine that reaches nuget.org,"
  say "'./publish.sh win-x64' builds the DirectML flavour."
  echo cpu
}

publish() {
  local system=$1 ort=$2 name folder suffix=
  # The name says what the package can do where that is not what one would expect of it.
  case $system/$ort in win-x64/directml | linux-x64/cpu | osx-arm64/cpu) ;; *) suffix=-$ort ;; esac
  name=screentime-$version-$system$suffix
  folder=$out/$name
  say "Publishing $name …"
  rm -rf "$folder" "$folder.zip" "$folder.tar.gz"
  quietly dotnet publish Host/ScreenTime.Cli/ScreenTime.Cli.csproj -c Release -r "$system" --self-contained -p:PublishReadyToRun=true -p:OrtFlavor="$ort" \
    -p:ContinuousIntegrationBuild=true -p:PublishDocumentationFiles=false -p:RunAnalyzers=false -o "$folder" -v quiet --nologo
  mkdir -p "$folder/models" "$folder/docs"
  for model in $models; do cp -R "${SCREENTIME_MODELS:-build/models}/$model" "$folder/models/"; done
  # The debugging data of Skia and HarfBuzz: 185 MB that no one here could use.
  find "$folder" -name 'lib*.pdb' -delete
  cp README.md CHANGELOG.md THIRD-PARTY-NOTICES.md "$folder/"
  cp docs/*.md "$folder/docs/"
  cp -R docs/schemas docs/images "$folder/docs/"
  # Whatever the umask: the same modes in every archive.
  find "$folder" -type d -exec chmod 755 {} +
  find "$folder" -type f -exec chmod 644 {} +
  [ "$system" = win-x64 ] || for program in screentime model-converter createdump; do [ ! -f "$folder/$program" ] || chmod 755 "$folder/$program"; done
  find "$folder" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  [ -n "$archives" ] || return 0
  if [ "$system" = win-x64 ]; then
    (cd "$out" && find "$name" -print | sort | quietly zip -X -q -@ "$name.zip")
  else
    tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --format=posix --pax-option=delete=atime,delete=ctime -cf - "$name" | gzip -n -9 >"$folder.tar.gz"
  fi
}

nuget() {
  local project
  say "Packing OTIO.NET and ScreenTime.Sdk …"
  for project in Exporters/OTIO.NET/OTIO.NET.csproj Plugin/ScreenTime.Sdk/ScreenTime.Sdk.csproj; do
    quietly dotnet pack "$project" -c Release -p:ContinuousIntegrationBuild=true -o "$out" -v quiet --nologo
  done
}

mkdir -p "$out"
out=$(cd "$out" && pwd)
case " ${systems[*]} " in *-*) [ -n "${SCREENTIME_MODELS:-}" ] || prepare_models ;; esac
for system in "${systems[@]}"; do
  case $system in
    nuget) nuget ;;
    win-x64) publish win-x64 "${flavor:-$(windows_flavor)}" ;;
    *) publish "$system" "${flavor:-cpu}" ;;
  esac
done
(cd "$out" && find . -maxdepth 1 -type f \( -name '*.zip' -o -name '*.tar.gz' -o -name '*.nupkg' -o -name '*.snupkg' \) -printf '%P\n' | sort | xargs -r sha256sum >SHA256SUMS)

if [ -n "$check" ]; then
  copy=$(mktemp -d)
  trap 'rm -rf "$log" "$copy"' EXIT
  say "Once more, from a copy in another folder …"
  # With the same history and origin: the debugging data name the commit, and hold whatever source is not in one.
  git clone --quiet --no-checkout . "$copy"
  if origin=$(git remote get-url origin 2>/dev/null); then git -C "$copy" remote set-url origin "$origin"; else git -C "$copy" remote remove origin; fi
  git ls-files -z --cached --others --exclude-standard | xargs -0 cp -P --parents -t "$copy"
  prepared=${SCREENTIME_MODELS:-build/models}
  [ ! -d "$prepared" ] || prepared=$(cd "$prepared" && pwd)
  SCREENTIME_MODELS=$prepared "$copy/publish.sh" "${systems[@]}" ${flavor:+--flavor "$flavor"} $([ -n "$archives" ] || echo --folders-only) --out "$copy/packages" 2>/dev/null
  # What this run built, and nothing that lay there before; SHA256SUMS lists that, too.
  rm "$copy/packages/SHA256SUMS"
  differs=
  for built in "$copy/packages"/*; do
    diff -r "$out/${built##*/}" "$built" >&2 || differs=1
  done
  if [ -z "$differs" ]; then
    say "Both builds are identical."
  else
    say "The two builds differ."
    exit 1
  fi
fi
(cd "$out" && cat SHA256SUMS)
