#!/usr/bin/env bash
# Runs the product's recogniser through Microsoft's DirectML, on a machine without Windows and without a GPU: wine 10 in a Debian trixie tree, Mesa's software Vulkan below it, and the
# DirectML-enabled ONNX Runtime that the npm package onnxruntime-node brings. What is a stand-in and what is not: docs/gpu.md. Needs root, debootstrap and 2 GB; the tree is made once, in FOLDER.
# usage: tests/directml/run.sh FOLDER
set -eu
[ $# = 1 ] || { sed -n '5s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
. scripts/setup.sh
node_version=1.30.0
integrity=$(sed -n "s/^onnxruntime-node $node_version //p" "$here/packages.txt")
mkdir -p "$1"
folder=$(cd "$1" && pwd)
tree=$folder/trixie
at=$tree/directml

need_dotnet
need ffmpeg ffmpeg
need debootstrap debootstrap
[ -x "$tree/usr/lib/wine/wine64" ] || {
  say "Making the trixie tree (once) …"
  debootstrap --variant=minbase --include=wine64,xvfb,xauth,mesa-vulkan-drivers,libvulkan1 trixie "$tree" >"$folder/debootstrap.log"
}
[ -f "$folder/package/bin/napi-v6/win32/x64/DirectML.dll" ] || {
  say "Fetching onnxruntime-node $node_version …"
  (cd "$folder" && npm pack --silent "onnxruntime-node@$node_version" >/dev/null)
  [ "$(openssl dgst -sha512 -binary "$folder/onnxruntime-node-$node_version.tgz" | base64 -w 0)" = "$integrity" ] || { say "onnxruntime-node $node_version is not the package that it was."; exit 4; }
  tar -C "$folder" -xzf "$folder/onnxruntime-node-$node_version.tgz" package/bin/napi-v6/win32/x64
}

say "Building, and teaching a cast …"
prepare_models
build examples/short-film/ShortFilm.csproj
rm -rf "$at/run" "$at/cast" "$at/models"
mkdir -p "$at"
dotnet publish "$here/DirectMlRun.csproj" -c Release -r win-x64 --self-contained -p:OrtFlavor=cpu -o "$at/run" -v quiet --nologo
cp "$folder"/package/bin/napi-v6/win32/x64/{onnxruntime,DirectML}.dll "$at/run/"
cp -R "${SCREENTIME_MODELS:-build/models}" "$at/models"
[ -f "$folder/film/labels.csv" ] || dotnet "examples/short-film/bin/$configuration/net10.0/short-film.dll" --out "$folder/film" --seconds 30 --seed 23 --size 480x270 >/dev/null 2>&1
./screentime cast create "$at/cast" --name momo --name pip --name bolt >/dev/null
./screentime cast label "$at/cast" --labels "$folder/film/labels.csv" --images "$folder/film/frames" >/dev/null
./screentime cast train "$at/cast" >/dev/null 2>&1
ffmpeg -nostdin -v error -y -i "$folder/film/film.mp4" -vf "fps=0.27,scale=448:256" -frames:v 8 -f rawvideo -pix_fmt rgb24 "$at/frames.rgb"

cat >"$at/go.sh" <<'END'
#!/bin/sh
# directml=n: Microsoft's own, not wine's. wine cannot free code that is mapped twice; its debugger would wait for ever.
export HOME=/root WINEPREFIX=/directml/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mshtml=;directml=n;winedbg.exe=d" VK_ICD_FILENAMES=/usr/share/vulkan/icd.d/lvp_icd.json DOTNET_EnableWriteXorExecute=0
[ -d "$WINEPREFIX" ] || { /usr/lib/wine/wine64 wineboot -i; /usr/lib/wine/wine64 winecfg -v win10; } >/dev/null 2>&1
cd /directml/run && /usr/lib/wine/wine64 ./directml-run.exe "$@"
code=$?
/usr/lib/wine/wineserver64 -k
exit $code
END
chmod +x "$at/go.sh"
for mount in proc dev; do
  mountpoint -q "$tree/$mount" || mount --bind "/$mount" "$tree/$mount"
done
trap 'umount "$tree/proc" "$tree/dev" 2>/dev/null || true' EXIT

say "Running through DirectML (several minutes: the graphics card is played by the processor) …"
echo "$(date -u +%Y-%m-%d), $(nproc) cores, $(. "$tree/etc/os-release"; echo "$PRETTY_NAME"), wine $(chroot "$tree" dpkg-query -W -f '${Version}' wine64), Mesa $(chroot "$tree" dpkg-query -W -f '${Version}' mesa-vulkan-drivers), onnxruntime-node $node_version"
chroot "$tree" xvfb-run -a /directml/go.sh 'Z:\directml\models' 'Z:\directml\cast' 'Z:\directml\frames.rgb' "$(echo "$node_version" | cut -d. -f2)" directml 2>"$folder/errors.log" | tr -d '\r'
