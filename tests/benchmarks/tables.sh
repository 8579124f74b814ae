#!/usr/bin/env bash
# Prints the README's recognition tables with the product's own commands: one Tom and Jerry cartoon against the other, both ways, and the Big Buck Bunny
# trailer from five labelled seconds. Needs the development data (../shared/data, or SCREENTIME_SHARED); nothing of it is copied.
# usage: tests/benchmarks/tables.sh [WORK FOLDER]
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
data=${SCREENTIME_SHARED:-../shared}/data
[ -d "$data/tom-and-jerry" ] || { echo "the development data is not here ($data): nothing to measure" >&2; exit 3; }
work=${1:-out/tables}
rm -rf "$work"
mkdir -p "$work"
echo "Machine: $(nproc) cores, $(uname -m), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); $(ffmpeg -version | head -n 1 | cut -d' ' -f1-3)"
echo "Command: tests/benchmarks/tables.sh, commit $(git rev-parse --short HEAD)"

# part FIRST LAST FILE: the header and the rows of frames FIRST to LAST.
part() { awk -F'[,.]' -v a="$1" -v b="$2" 'NR == 1 { print; next } { n = $1; sub(/^frame/, "", n); if (n + 0 >= a && n + 0 <= b) print }' "$3"; }

cartoon() {
  local name=$1 a=$2 b=$3 c=$4 d=$5
  part "$a" "$b" "$data/tom-and-jerry/labels.csv" > "$work/$name-teach.csv"
  part "$c" "$d" "$data/tom-and-jerry/labels.csv" > "$work/$name-truth.csv"
  part "$c" "$d" "$data/tom-and-jerry/mapping.csv" > "$work/$name-classes.csv"
  ./screentime cast create "$work/$name" --name tom --name jerry > /dev/null
  ./screentime cast label "$work/$name" --labels "$work/$name-teach.csv" --images "$data/tom-and-jerry/frames" > /dev/null 2>&1
  ./screentime cast train "$work/$name" > "$work/$name-train.log" 2>&1
  ./screentime analyze "$data/tom-and-jerry/frames" --list "$work/$name-truth.csv" --cast "$work/$name" --out "$work/$name-out" > /dev/null 2>&1
  echo
  echo "Tom and Jerry: taught on frames $a-$b, evaluated on $c-$d (another cartoon, another style)"
  ./screentime evaluate "$work/$name-out" --truth "$work/$name-truth.csv"
  ./screentime evaluate "$work/$name-out" --truth "$work/$name-classes.csv" --classes 0=nobody,1=jerry,2=tom | sed -n '/Accuracy in/,$p'
}

cartoon one-to-two 0 101 122 282
cartoon two-to-one 122 282 0 101

# The seconds that teach are fixed beforehand, one of each character's scenes and one of nobody's; all the others are scored.
media=$data/media/bbb_trailer
taught='^(9|13|21|25|30),'
{ head -n 1 "$media.csv"; grep -E "$taught" "$media.csv"; } > "$work/bbb-teach.csv"
grep -Ev "$taught" "$media.csv" > "$work/bbb-truth.csv"
./screentime cast create "$work/bbb" --name bunny --name frank --name rinky --name gamera > /dev/null
./screentime cast label "$work/bbb" --labels "$work/bbb-teach.csv" --media "$media.webm" > /dev/null 2>&1
./screentime cast train "$work/bbb" > "$work/bbb-train.log" 2>&1
./screentime analyze "$media.webm" --cast "$work/bbb" --out "$work/bbb-out" > /dev/null 2>&1
echo
echo "Big Buck Bunny trailer: taught on seconds 9, 13, 21, 25 and 30, evaluated on the others"
./screentime evaluate "$work/bbb-out" --truth "$work/bbb-truth.csv"
