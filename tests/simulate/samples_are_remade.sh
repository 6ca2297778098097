#!/bin/sh
# Every sample, made again by the command in its row of index.tsv, has the same bytes.
# usage: samples_are_remade.sh RUNFORM SAMPLES
set -u
case $1 in /*) runform=$1 ;; *) runform=$(pwd)/$1 ;; esac
samples=$2
made=$(mktemp -d) || exit 1
trap 'rm -rf "$made"' EXIT
failed=0
count=0
tab=$(printf '\t')

while IFS="$tab" read -r id file placement side hz seconds truth golden licence made_by; do
    [ "$id" = id ] && continue
    count=$((count + 1))
    case $made_by in
        "runform simulate --out $id "*) ;;
        *) echo "$id: made_by does not begin with: runform simulate --out $id"; failed=1; continue ;;
    esac
    # the words of the command hold no quotes or spaces
    (cd "$made" && "$runform" ${made_by#runform }) || { echo "$id: the command failed"; failed=1; continue; }
    for f in "$file" "$truth" "$id/events.csv" "$id/truth.json"; do
        cmp "$samples/$f" "$made/$f" || failed=1
    done
    # golden names a file or the beginning of several
    if [ "$golden" != - ] && ! ls "$samples/$golden"* > /dev/null 2>&1; then
        echo "$id: there is no $golden"
        failed=1
    fi
done < "$samples/index.tsv"

[ "$count" -ge 4 ] || { echo "only $count samples in index.tsv"; failed=1; }
echo "$count samples made again"
exit $failed
