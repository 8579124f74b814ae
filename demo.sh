#!/usr/bin/env bash
# Draws the example film, teaches its three characters, analyses a cut of it and compares with the truth.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh
out=${1:-out/demo}

need_dotnet
need ffmpeg ffmpeg
need_fonts
say "Building …"
build Host/ScreenTime.Cli/ScreenTime.Cli.csproj
build examples/short-film/ShortFilm.csproj
prepare_models

film=$out/film
if [ ! -f "$film/cut_truth.csv" ]; then
  say "Drawing the example film …"
  dotnet "examples/short-film/bin/$configuration/net10.0/short-film.dll" --out "$film"
fi

say "Teaching the characters …"
rm -rf "$out/cast"
./screentime cast create "$out/cast" --name momo --name pip --name bolt
./screentime cast label "$out/cast" --labels "$film/labels.csv" --images "$film/frames"
./screentime cast train "$out/cast"

say "Analysing the cut …"
./screentime analyze "$film/cut.otio" --cast "$out/cast" --out "$out/result"

echo
echo "Against the film's own truth:"
./screentime evaluate "$out/result" --truth "$film/cut_truth.csv"
echo
echo "Look at:"
for file in "$out"/result/*; do echo "  $file"; done
