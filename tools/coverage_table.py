"""coverage_table.py BUILD: the lines of src/ that ran, out of gcov's counts of a build; one object file is counted once, whoever linked it."""
import collections
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

build = pathlib.Path(sys.argv[1]).resolve()
root = build.parent
ran, all_lines = collections.defaultdict(set), collections.defaultdict(set)
notes = [p for p in build.rglob('*.gcno') if 'src' in p.relative_to(build).parts or p.parent.name.startswith('runform')]
with tempfile.TemporaryDirectory() as box:
    for i in range(0, len(notes), 50):
        subprocess.run(['gcov', '--json-format', '--preserve-paths', *map(str, notes[i:i + 50])], cwd=box, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        for p in pathlib.Path(box).glob('*.gcov.json.gz'):
            with gzip.open(p, 'rt', encoding='utf-8') as f:
                report = json.load(f)
            for file in report['files']:
                name = os.path.relpath(os.path.normpath(os.path.join(report['current_working_directory'], file['file'])), root)
                if not name.startswith('src/'):
                    continue
                for line in file['lines']:
                    all_lines[name].add(line['line_number'])
                    if line['count']:
                        ran[name].add(line['line_number'])
            p.unlink()


def row(name, names):
    n, of = sum(len(ran[x]) for x in names), sum(len(all_lines[x]) for x in names)
    return '%-34s %6d of %6d lines  %5.1f %%' % (name, n, of, 100 * n / max(of, 1))


folders = sorted({n.rsplit('/', 1)[0] for n in all_lines})
for d in folders:
    print(row(d, [n for n in all_lines if n.rsplit('/', 1)[0] == d]))
low = sorted(n for n in all_lines if len(ran[n]) < 0.9 * len(all_lines[n]))
if low:
    print('files below 90 %:')
for n in low:
    missing = sorted(all_lines[n] - ran[n])
    print('  ' + row(n, [n]) + '  first missing ' + ', '.join(map(str, missing[:6])))
print(row('src', all_lines))
