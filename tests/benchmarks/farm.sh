#!/usr/bin/env bash
# What a farm must bear, measured on one shard of a film and reckoned up: processor time, and bytes read from and written to shared storage.
# usage: tests/benchmarks/farm.sh [FILM CAST [HOURS OF PROGRAMME [MACHINES]]]   (run ./demo.sh once before: it builds what this uses)
# Without a film it makes one: the example film four times, 1920x1080 with grain, 8 Mbit/s, 120 s, in out/farm, with a cast that is taught with it.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ $# -ne 1 ] || { echo "usage: tests/benchmarks/farm.sh [FILM CAST [HOURS [MACHINES]]]" >&2; exit 2; }
if [ $# -eq 0 ]; then
  made=out/farm
  mkdir -p "$made"
  [ -f "$made/film/film.mp4" ] || dotnet run -c Release --project examples/short-film -- --out "$made/film" --seconds 30 --seed 11 --size 640x360
  if [ ! -d "$made/cast/models" ]; then
    rm -rf "$made/cast"
    ./screentime cast create "$made/cast" --name momo --name pip --name bolt
    ./screentime cast label "$made/cast" --labels "$made/film/labels.csv" --images "$made/film/frames"
    ./screentime cast train "$made/cast"
  fi
  [ -f "$made/hd.mp4" ] || {
    ffmpeg -nostdin -v error -y -stream_loop 3 -i "$made/film/film.mp4" -vf scale=1920:1080:flags=lanczos,noise=alls=6:allf=t -an -t 120 \
      -c:v libx264 -preset veryfast -b:v 8M -pix_fmt yuv420p -f mp4 "$made/hd.mp4.part" && mv "$made/hd.mp4.part" "$made/hd.mp4"
  }
  set -- "$made/hd.mp4" "$made/cast"
fi
film=$1 cast=$2 hours=${3:-1000} machines=${4:-50}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SCREENTIME_CACHE=$work/cache
echo "Machine: $(nproc) cores, $(uname -m), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); $(ffmpeg -version | head -n 1 | cut -d' ' -f1-3)"
echo "Command: tests/benchmarks/farm.sh $(basename "$film") $(basename "$cast") $hours $machines, commit $(git rev-parse --short HEAD)"
ffprobe -v error -select_streams v:0 -show_entries stream=codec_name,width,height,avg_frame_rate -show_entries format=duration,size -of default=noprint_wrappers=1 "$film"
seconds=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$film")
bytes=$(stat -c %s "$film")
./screentime plan "$film" --cast "$cast" --out "$work/job" --shards 1 >/dev/null
# Processor seconds of one command and of what it started.
cost() {
  local TIMEFORMAT='%U %S'
  { time "$@" >"$work/log" 2>&1; } 2>"$work/times" || { cat "$work/log" >&2; exit 1; }
  tail -n 1 "$work/times" | awk '{ print $1 + $2 }'
}
size() { find "$@" -type f -printf '%s\n' 2>/dev/null | awk '{ sum += $1 } END { printf "%d", sum }'; }
look=$(cost ./screentime work "$work/job" --shard 1)
refine=$(cost ./screentime work "$work/job" --shard 2)
merge=$(cost ./screentime merge "$work/job")
awk -v seconds="$seconds" -v bytes="$bytes" -v look="$look" -v refine="$refine" -v merge="$merge" -v plan="$(size "$work/job/plan.json" "$work/job/media")" \
    -v shards="$(size "$work/job/shards")" -v features="$(size "$work/cache")" -v hours="$hours" -v machines="$machines" -v cores="$(nproc)" 'BEGIN {
  perHour = 3600 / seconds
  printf "\nOne hour of programme, reckoned from these %.0f s:\n", seconds
  printf "  processor: %.2f core-hours to look, %.2f to refine, %.3f to merge\n", look * perHour / 3600, refine * perHour / 3600, merge * perHour / 3600
  printf "  shared storage: %.1f GB of media read once by plan and once by shards; %.2f MB of plan, %.2f MB of results\n", bytes * perHour / 1e9, plan * perHour / 1e6, shards * perHour / 1e6
  printf "  each machine: %.2f GB of features in its cache\n", features * perHour / 1e9
  core = (look + refine + merge) * perHour / 3600 * hours
  night = core / (machines * cores)
  printf "%d hours on %d machines of %d cores: %.0f core-hours, %.1f hours; storage gives %.2f GB/s of media the while, and keeps %.1f GB of plan and results\n", hours, machines, cores, core, night, bytes * perHour * hours / 1e9 / (night * 3600), (plan + shards) * perHour * hours / 1e9
}'
