#!/usr/bin/env bash
# Measures the product on this machine's NVIDIA GPU and holds it against the processor: the published CUDA flavour (doctor, analyze, compare), its recogniser, and its ONNX files at several batches.
# Needs NVIDIA's driver, CUDA 13 and cuDNN 9 where the system or LD_LIBRARY_PATH finds them (docs/gpu.md), and ten minutes. What the last run said: docs/gpu.md and docs/performance.md.
# usage: tests/gpu/run.sh FOLDER
set -eu
[ $# = 1 ] || { sed -n '4s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
. scripts/setup.sh
mkdir -p "$1"
folder=$(cd "$1" && pwd)
need_dotnet
need ffmpeg ffmpeg
say "Building, and teaching a cast …"
prepare_models
build examples/short-film/ShortFilm.csproj
./publish.sh linux-x64 --flavor cuda --folders-only --out "$folder/publish" >/dev/null
dotnet publish "$here/GpuRun.csproj" -c Release -r linux-x64 --self-contained -p:OrtFlavor=cuda -o "$folder/gpu-run" -v quiet --nologo
[ -f "$folder/film/labels.csv" ] || dotnet "examples/short-film/bin/$configuration/net10.0/short-film.dll" --out "$folder/film" --seconds 30 --seed 11 --size 640x360 >/dev/null 2>&1
if [ ! -d "$folder/cast/models" ]; then
  rm -rf "$folder/cast"
  ./screentime cast create "$folder/cast" --name momo --name pip --name bolt >/dev/null
  ./screentime cast label "$folder/cast" --labels "$folder/film/labels.csv" --images "$folder/film/frames" >/dev/null
  ./screentime cast train "$folder/cast" --device cpu >/dev/null 2>&1
fi
SCREENTIME_MODELS=${SCREENTIME_MODELS:-$PWD/build/models} "$here/measure.sh" "$(echo "$folder"/publish/screentime-*-cuda)/screentime" "$folder/gpu-run/gpu-run" "$folder/film/film.mp4" "$folder/cast" "$folder/measured"
