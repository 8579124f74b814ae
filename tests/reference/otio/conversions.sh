#!/usr/bin/env bash
# Puts what `screentime convert` writes into OpenTimelineIO itself (otio.sh makes its tree): every timeline is converted to OTIO, read by the reference, written by it again, and asked what lies where;
# what it answers is compared with what OTIO.NET answers of the same file.
# usage: tests/reference/otio/conversions.sh FOLDER TIMELINE…      RATE=24 is for lists that do not say theirs
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../../..
tree=$1/sid
shift
[ -x "$tree/otio/reference" ] || { echo "There is no reference in $tree: run otio.sh first." >&2; exit 3; }
dotnet build "$here/OtioReference.csproj" -c Release -v q --nologo -clp:NoSummary
at=$tree/otio/conversions
rm -rf "$at" "$at.again"
mkdir -p "$at" "$at.again"
refused=0
for file in "$@"; do
  "$root/screentime" convert "$file" "$at/$(basename "$file" | tr ' .' '__').otio" > "$at/log" 2>&1 \
    || "$root/screentime" convert "$file" "$at/$(basename "$file" | tr ' .' '__').otio" --rate "${RATE:-24}" > "$at/log" 2>&1 \
    || { refused=$((refused + 1)); echo "not converted: $(tail -n 1 "$at/log")"; }
done
chroot "$tree" /otio/reference files /otio/conversions > "$at.reference"
dotnet "$here/bin/Release/net10.0/OtioReference.dll" files "$at" > "$at.net"
chroot "$tree" /otio/reference rewrite /otio/conversions /otio/conversions.again
same=$(dotnet "$here/bin/Release/net10.0/OtioReference.dll" equivalent "$at" "$at.again" | grep -c ' true$' || true)
# What lies at a time is disputed (docs of OTIO.NET), edits are for random timelines.
settled() { grep -Ev '^edit |^same as its clone| child at | children in | clips in '; }
echo "$(find "$at" -name '*.otio' | wc -l) of $# timelines converted, $refused refused; the reference reads them, and what it writes of them is equivalent for $same"
echo "$(settled < "$at.reference" | wc -l) settled answers, $(diff <(settled < "$at.reference") <(settled < "$at.net") | grep -c '^<' || true) differ"
# Where they differ: the numbers that the reference's reader of JSON takes with another last digit, as it writes them again.
python3 - "$at" <<'PYTHON'
import glob, json, os, sys

def pairs(ours, theirs):
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for key in ours:
            yield from pairs(ours[key], theirs[key])
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for one, other in zip(ours, theirs):
            yield from pairs(one, other)
    elif ours != theirs:
        yield ours, theirs

for path in sorted(glob.glob(sys.argv[1] + "/*.otio")):
    with open(path) as ours, open(os.path.join(sys.argv[1] + ".again", os.path.basename(path))) as theirs:
        differences = list(pairs(json.load(ours), json.load(theirs)))
    for one, other in differences:
        print(f"{os.path.basename(path)}: {one!r} is read as {other!r}")
PYTHON
