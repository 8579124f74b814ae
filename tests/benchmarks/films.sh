#!/usr/bin/env bash
# Draws the example film with other seeds (other looks, places, cuts), teaches and analyses each as ./demo.sh does, whole and cut, and prints every figure and a summary.
# Run ./demo.sh once before: it builds what this uses. usage: tests/benchmarks/films.sh [--out WORK FOLDER] SEED...
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=out/films
if [ "${1:-}" = --out ]; then work=$2; shift 2; fi
[ $# -gt 0 ] || { echo "which seeds? usage: tests/benchmarks/films.sh [--out WORK FOLDER] SEED..." >&2; exit 2; }
draw=examples/short-film/bin/Release/net10.0/short-film.dll
[ -f "$draw" ] || { echo "$draw is not built: run ./demo.sh once" >&2; exit 3; }
seeds="$*"
mkdir -p "$work"
rm -f "$work/rows"
echo "Machine: $(nproc) cores, $(uname -m), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); $(ffmpeg -version | head -n 1 | cut -d' ' -f1-3)"
echo "Command: tests/benchmarks/films.sh $seeds, commit $(git rev-parse --short HEAD)"

for seed in $seeds; do
  at=$work/$seed
  [ -f "$at/film/cut_truth.csv" ] || dotnet "$draw" --out "$at/film" --seed "$seed" > /dev/null
  rm -rf "$at/cast" "$at/film.out" "$at/cut.out"
  ./screentime cast create "$at/cast" --name momo --name pip --name bolt > /dev/null
  ./screentime cast label "$at/cast" --labels "$at/film/labels.csv" --images "$at/film/frames" > /dev/null 2>&1
  ./screentime cast train "$at/cast" > "$at/train.log" 2>&1
  for part in film.mp4:film:truth cut.otio:cut:cut_truth; do
    IFS=: read -r input name truth <<< "$part"
    ./screentime analyze "$at/film/$input" --cast "$at/cast" --out "$at/$name.out" > /dev/null 2>&1
    echo
    echo "Seed $seed, $input"
    ./screentime evaluate "$at/$name.out" --truth "$at/film/$truth.csv" | sed '/^Scored/d' | tee -a "$work/rows"
  done
done

echo
awk '$NF ~ /%$/ {
  error = $NF; gsub(/[+%-]/, "", error)
  n++; f += $6; e += error
  if (n == 1 || $6 < least) least = $6
  if (error > most) most = error
  if (error > 2) over++
} END { printf "F1 mean %.3f, worst %.3f; screen-time error mean %.1f %%, worst %.1f %%, above 2 %%: %d of %d\n", f / n, least, e / n, most, over, n }' "$work/rows"
