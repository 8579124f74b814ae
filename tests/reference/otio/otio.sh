#!/usr/bin/env bash
# Compares OTIO.NET with OpenTimelineIO itself (Debian sid's libopentimelineio 0.18.1) on random timelines and random times. Needs root, debootstrap and about 1 GB;
# the sid tree is made once, in FOLDER. Prints how many answers differ, by question.
# usage: tests/reference/otio/otio.sh FOLDER [SEED [TIMELINES]]
#        tests/reference/otio/otio.sh FOLDER --record     writes ../../OTIO.NET.Tests/Conformance/reference-answers.txt anew
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$1/sid
at=$tree/otio
if [ ! -d "$tree/usr/include/opentimelineio" ]; then
  command -v debootstrap > /dev/null || apt-get install -y -qq debootstrap
  debootstrap --variant=minbase --include=g++,libopentimelineio-dev,libimath-dev sid "$tree" > "$1/debootstrap.log"
fi
mkdir -p "$at"
cp "$here/reference.cpp" "$at/"
chroot "$tree" g++ -std=c++17 -O1 -w -I/usr/include/Imath -o /otio/reference /otio/reference.cpp -lopentimelineio -lopentime
dotnet build "$here/OtioReference.csproj" -c Release -v q --nologo -clp:NoSummary
net() { dotnet "$here/bin/Release/net10.0/OtioReference.dll" "$@"; }
ref() { chroot "$tree" /otio/reference "$@"; }

# Without the edits and the questions that FileAnswers.IsDisputed names.
settled() { grep -Ev '^edit |^same as its clone| child at | children in | clips in '; }

if [ "${2:-}" = --record ]; then
  rm -rf "$at/made"
  net make "$at/made" 1 200
  out=$here/../../OTIO.NET.Tests/Conformance/reference-answers.txt
  echo "# What OpenTimelineIO 0.18.1 answers: the SHA-256 of its answers to each random timeline, and of those about 5000 random times. Made by otio.sh --record." > "$out"
  ref files /otio/made | settled | awk -v dir="$at/answers" 'BEGIN { system("rm -rf " dir "; mkdir -p " dir) } /^== / { file = dir "/" substr($2, 1, 6) } { print > file }'
  for file in "$at"/answers/*; do echo "$((10#$(basename "$file"))) $(sha256sum < "$file" | cut -d' ' -f1)" >> "$out"; done
  echo "times $(ref times 7 5000 | sha256sum | cut -d' ' -f1)" >> "$out"
  exit
fi

seed=${2:-1000}
count=${3:-1000}

# Documents of any kind, half of them as others may have written them: what either writes must be the same, and equivalent to the other, in 0.18 and as 0.14.
rm -rf "$at"/documents "$at"/net "$at"/ref "$at"/net14 "$at"/ref14
net make-documents "$at/documents" "$seed" "$count"
net rewrite "$at/documents" "$at/net"
ref rewrite /otio/documents /otio/ref
net rewrite "$at/documents" "$at/net14" 0.14.0
ref rewrite /otio/documents /otio/ref14 0.14.0
echo "$count documents from seed $seed: $(diff -rq "$at/net" "$at/ref" | wc -l) are written differently, as 0.14 $(diff -rq "$at/net14" "$at/ref14" | wc -l)"
same() { grep -c ' true$' || true; }
# Not equivalent in the reference: NaN to itself, and what was read under an old name of its schema to what was read under the new one.
for twice in documents:net:ref:0.18 ref14:net14:ref14:0.14; do
  IFS=: read -r original ours own version <<< "$twice"
  ref equivalent "/otio/$original" "/otio/$ours" > "$at/equivalent.net"
  ref equivalent "/otio/$original" "/otio/$own" > "$at/equivalent.reference"
  echo "Asked of the reference, $version: what OTIO.NET wrote is equivalent for $(same < "$at/equivalent.net"), what it wrote itself for $(same < "$at/equivalent.reference"); $(diff "$at/equivalent.net" "$at/equivalent.reference" | grep -c '^<' || true) answers differ"
done
echo "Asked of OTIO.NET: what the reference wrote is equivalent to the original for $(net equivalent "$at/documents" "$at/ref" | same) of $count; as 0.14 to its own 0.14: $(net equivalent "$at/net14" "$at/ref14" | same)"
rm -rf "$at/made"
net make "$at/made" "$seed" "$count"
ref files /otio/made > "$at/files.reference"
net files "$at/made" > "$at/files.net"
ref times "$seed" "$((count * 10))" > "$at/times.reference"
net times "$seed" "$((count * 10))" > "$at/times.net"
echo "$count timelines from seed $seed: $(settled < "$at/files.reference" | wc -l) settled answers, $(diff <(settled < "$at/files.reference") <(settled < "$at/files.net") | grep -c '^<' || true) differ"
echo "$((count * 10)) times: $(wc -l < "$at/times.reference") answers, $(diff "$at/times.reference" "$at/times.net" | grep -c '^<' || true) differ"
echo "Disputed (what lies at a time or in a range, NaN): $(grep -Ec '^same as its clone| child at | children in | clips in ' "$at/files.reference") answers, $(diff <(grep -E '^same as its clone| child at | children in | clips in ' "$at/files.reference") <(grep -E '^same as its clone| child at | children in | clips in ' "$at/files.net") | grep -c '^<' || true) differ"
echo "Edits: $(grep -c '^edit ' "$at/files.reference") asked, $(grep '^edit ' "$at/files.reference" | grep -c '= crash' || true) of them crash the reference, $(diff <(grep '^edit ' "$at/files.reference") <(grep '^edit ' "$at/files.net") | grep -c '^<' || true) differ"
