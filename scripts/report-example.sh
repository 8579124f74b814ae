#!/usr/bin/env bash
# The report that docs/report.md explains: the example film's, after an audit of 300 frames that the film's own truth answers. Says which figures of it the page lacks, and draws the
# page's pictures anew. usage: scripts/report-example.sh [DEMO], the folder that ./demo.sh filled (out/demo); made by it where it is not there.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/setup.sh
demo=${1:-out/demo}
need pdftoppm poppler-utils
[ -f "$demo/result/result.json" ] || ./demo.sh "$demo" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$demo/result" "$work/result"
./screentime audit "$work/result" --n 300 --seed 4711 >&2
labels=$work/result/audit/labels.csv
# The last column of the sample is the frame's timecode; the truth says who is there from one to the next.
awk -F, 'NR == FNR { if (FNR > 1) { from[++n] = $1; to[n] = $2; answer[n] = $3 "," $4 "," $5 "," $6 } next } FNR == 1 { print; next }
  { for (i = 1; i <= n; i++) if (from[i] <= $NF && $NF < to[i]) { print $1 "," answer[i] "," $NF; break } }' "$demo/film/cut_truth.csv" "$labels" > "$work/labels.csv"
cp "$work/labels.csv" "$labels"
./screentime report "$work/result" --threshold 0:17 >&2
./screentime report "$work/result" --threshold 0:17 --evidence frame --format pdf --out "$work/evidence" >&2

missing=0
says() { # WHAT TEXT: the page must hold it
  if grep -qF -- "$2" docs/report.md; then echo "  $1: $2"; else echo "  $1: $2 IS NOT IN docs/report.md"; missing=1; fi
}
echo "Figures of the report that docs/report.md explains:"
csv=$work/result/cut.report.csv
field() { awk -F, -v who="$1" -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i } $1 == "count" && $4 == who { print $at }' "$csv"; }
# Half a hundredth and more is rounded up, as in the report.
hundredths() { awk -v value="$1" 'BEGIN { printf "%.2f", int(value * 100 + 0.5 + 1e-9) / 100 }'; }
says "MOMO, frames" "in $(field momo frames) frames"
says "MOMO, seconds" "$(hundredths "$(field momo seconds)") seconds"
says "MOMO, exact" "\"$(field momo seconds_exact)\""
says "MOMO, share" "$(hundredths "$(field momo share_percent)") %"
says "MOMO, bounds" "$(hundredths "$(field momo lower_seconds)") to $(hundredths "$(field momo upper_seconds)") s for MOMO"
says "PIP, bounds" "$(hundredths "$(field pip lower_seconds)") to $(hundredths "$(field pip upper_seconds)")"
met=$(for who in momo pip bolt; do echo "$who $(field "$who" threshold)"; done)
[ "$met" = $'momo met\npip cannot be told\nbolt met' ] || { echo "  at least 17.00 s: $met IS NOT AS IN docs/report.md"; missing=1; }
true_seconds=$(./screentime evaluate "$demo/result" --truth "$demo/film/cut_truth.csv" 2>/dev/null | awk '$1 == "momo" { print $9 }')
says "MOMO, the film's own truth" "is there for $true_seconds"
says "machine's seconds of all" "0.00 and $(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "seconds") at = i } $1 == "count" { sum += $at } END { printf "%.2f", sum }' "$csv")"

pdftoppm -r 80 -f 1 -l 1 -singlefile -png "$work/result/cut.report.pdf" docs/images/report-page-1
page=$(for n in 3 4 5 6 7 8 9; do pdftotext -f $n -l $n "$work/evidence/cut.report.pdf" - 2>/dev/null | grep -q '^Annex A' && echo $n && break; done)
pdftoppm -r 80 -f "$page" -l "$page" -singlefile -png "$work/evidence/cut.report.pdf" docs/images/report-annex-a
exit $missing
