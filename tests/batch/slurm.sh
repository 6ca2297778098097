#!/bin/sh
# A study by a real Slurm of two nodes, by GNU parallel, and by the program alone: the same bytes. usage: slurm.sh PROGRAM SOURCE_ROOT
set -eu
program=$(readlink -f "$1") root=$2
dir=$(mktemp -d)
chmod 755 "$dir"
trap '"$root/tools/slurm/cluster-down" "$dir/cluster" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
export RUNFORM="$program" TMPDIR="$dir"

i=1
while [ $i -le 9 ]; do
	"$program" simulate --out "$dir/made" --seed $i --sensors pelvis --seconds 15 --rate 100 --no-gyro >/dev/null
	mkdir -p "$dir/study/r$i"
	mv "$dir/made/pelvis.csv" "$dir/study/r$i/pelvis.csv"
	i=$((i + 1))
done
printf 't_s,ax,ay,az\n0,soon,1,2\n' >"$dir/study/r5/broken.csv"
cd "$dir"

"$program" batch study --out alone -q 2>/dev/null && exit 1 # one session fails
[ $? = 5 ] || exit 1
same() {
	for f in alone/*.*; do
		cmp "$f" "$1/${f#alone/}" || exit 1
	done
}

if command -v parallel >/dev/null; then
	seq 3 | parallel -j 2 "$program" batch study --out shares --shard {}/3 -q 2>/dev/null || true
	"$program" merge shares -q || [ $? = 5 ]
	same shares
	echo "GNU parallel: the same bytes"
else
	echo "GNU parallel: skipped, it is not installed"
fi

code=0
"$root/tools/slurm/cluster-up" "$dir/cluster" 2 || code=$?
[ $code = 0 ] || exit $code
export SLURM_CONF="$dir/cluster/slurm.conf"
timeout 120 "$root/tools/slurm/submit" -n 3 -w slurm study || [ $? = 5 ]
[ "$(ls slurm/task-*.log | wc -l)" = 4 ] # ten sessions by threes
same slurm
echo "Slurm: the same bytes"
# a share is lost with its node's disk: submitted again, only that is done
rm "$(ls slurm/.parts/????????????????????????????????  | head -n 1)" slurm/summary.csv
before=$(ls -l --time-style=full-iso slurm/.parts/???????????????????????????????? | sort | tail -n +1 | md5sum)
timeout 120 "$root/tools/slurm/submit" -n 3 -w slurm study || [ $? = 5 ]
same slurm
[ "$before" != "$(ls -l --time-style=full-iso slurm/.parts/???????????????????????????????? | sort | md5sum)" ]
echo "submitted again: the same bytes"
