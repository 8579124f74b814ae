#!/usr/bin/env bash
# What run.sh does on the machine with the GPU; needs what is named here and nothing else, so it can be carried to one without .NET.
# usage: tests/gpu/measure.sh SCREENTIME GPU_RUN FILM CAST FOLDER   (the published command, the published gpu-run, a film, a cast that knows it, a folder for what comes out)
# SCREENTIME_MODELS and, where it is not on the PATH, SCREENTIME_FFMPEG say where the rest lies; CUDA's and cuDNN's libraries where the system or LD_LIBRARY_PATH finds them.
set -eu
[ $# = 5 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
screentime=$1 run=$2 film=$3 cast=$4 folder=$5
ffmpeg=${SCREENTIME_FFMPEG:+$SCREENTIME_FFMPEG/}ffmpeg
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export SCREENTIME_CACHE=$folder/cache TIMEFORMAT='%R s on the clock, %U + %S s of processors'
say() { printf '\n== %s\n' "$*"; }

say "$(date -u '+%Y-%m-%d %H:%M') UTC; $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); $(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null || echo 'no NVIDIA driver'); $("$ffmpeg" -version | head -n 1 | cut -d' ' -f1-3)"
"$screentime" doctor || true

say "The recogniser on frames of the film"
"$ffmpeg" -nostdin -v error -y -i "$film" -vf 'fps=4,scale=448:252:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,format=rgb24,pad=448:256:0:2:black' -f rawvideo "$folder/frames.rgb"
sha256sum <"$folder/frames.rgb"
"$run" recogniser "$SCREENTIME_MODELS" "$cast" "$folder/frames.rgb" "$folder/recogniser" || true

# analyze NAME FILM [OPTION …]: with an empty cache.
analyze() {
  local name=$1 film=$2
  shift 2
  rm -rf "$SCREENTIME_CACHE" "$folder/${name:?}"
  echo "$name: analyze $*"
  { time "$screentime" analyze "$film" --cast "$cast" --out "$folder/$name" "$@" >"$folder/$name.log" 2>&1; } 2>&1 || tail -n 3 "$folder/$name.log"
  grep -h 'frames\? to look at' "$folder/$name.log" || true
}

say "The film analysed on the processor and on the GPU: seconds compared"
analyze cpu "$film" --device cpu --sample-rate 3
analyze cuda "$film" --device cuda --sample-rate 3
analyze cuda-again "$film" --device cuda --sample-rate 3
analyze cuda-fp16 "$film" --device cuda --precision fp16 --sample-rate 3
for other in cuda cuda-fp16; do "$screentime" compare "$folder/cpu" "$folder/$other" 2>&1 || true; done
cmp "$folder/cuda/result.json" "$folder/cuda-again/result.json" && echo "two runs on the GPU: the same result.json, to the byte"

# The film of a minute, and the same five times. By each: ffmpeg alone with as many threads as it takes of itself, and the product, twice.
[ -f "$folder/hd60.mp4" ] || "$ffmpeg" -nostdin -v error -y -stream_loop -1 -i "$film" -vf 'scale=1920:1080:flags=lanczos,noise=alls=6:allf=t' -an -r 24 -t 60 -c:v libx264 -preset veryfast -b:v 8M -pix_fmt yuv420p "$folder/hd60.mp4"
[ -f "$folder/hd300.mp4" ] || "$ffmpeg" -nostdin -v error -y -stream_loop 4 -i "$folder/hd60.mp4" -c copy "$folder/hd300.mp4"
for seconds in 60 300; do
  for rate in 1 5; do
    say "$seconds s of 1080p, H.264, 8 Mbit/s, with grain; $rate samples a second"
    hd=$folder/hd$seconds.mp4
    for turn in 1 2; do
      echo "ffmpeg alone, $rate frames a second scaled"
      time "$ffmpeg" -nostdin -v error -y -i "$hd" -vf "fps=$rate,scale=448:252:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,format=rgb24" -f rawvideo /dev/null
      analyze "hd$seconds-cuda-$rate-$turn" "$hd" --device cuda --sample-rate "$rate"
    done
    cmp "$folder/hd$seconds-cuda-$rate-1/result.json" "$folder/hd$seconds-cuda-$rate-2/result.json" && echo "two runs on the GPU: the same result.json, to the byte"
    [ "$seconds" = 60 ] || continue
    analyze "hd60-cuda-fp16-$rate" "$hd" --device cuda --precision fp16 --sample-rate "$rate"
    analyze "hd60-cpu-$rate" "$hd" --device cpu --sample-rate "$rate"
    for other in cuda-$rate-1 cuda-fp16-$rate; do "$screentime" compare "$folder/hd60-cpu-$rate" "$folder/hd60-$other" 2>&1 || true; done
  done
done

say "The ONNX files alone"
"$run" files "$SCREENTIME_MODELS" "$folder/frames.rgb"
