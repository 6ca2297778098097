"""Every sample of samples/index.tsv with a golden result gives it again, byte for byte; --update writes them anew.

    python3 tests/cli/test_samples.py build/runform --update

A change of a golden file is a commit of its own that says why the numbers moved.
"""
import csv
import os
import re
import subprocess
import sys
import unittest

from program import PROGRAM, ROOT, Case, main

SAMPLES = os.path.join(ROOT, 'samples')
WANTED = ('steps', 'json')


def rows():
    with open(os.path.join(SAMPLES, 'index.tsv'), newline='') as f:
        return list(csv.DictReader(f, delimiter='\t'))


def command(row):
    """As a runner would call it who knows the treadmill's speed."""
    speed = re.search(r'--speed (\S+)', row['made_by']).group(1)
    tail = ':' + row['placement'] + (':' + row['side'] if row['side'] != '-' else '')
    return ['analyze', row['file'] + tail, '--speed', speed, '--height', '1.75', '-q']


def golden(row, kind):
    return os.path.join(SAMPLES, os.path.splitext(row['golden'])[0] + '.' + kind)


def results(row, folder):
    outs = {k: os.path.join(folder, row['id'] + '.' + k) for k in WANTED}
    r = subprocess.run([PROGRAM, *command(row), *(x for k in WANTED for x in ('--' + k, outs[k]))], cwd=SAMPLES, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
    text = {}
    for k, p in outs.items() if r.returncode == 0 else ():
        with open(p, encoding='utf-8') as f:
            text[k] = f.read()
    if 'json' in text:  # the folder of the test is no result
        text['json'] = text['json'].replace(folder + '/', '')
    return r, text


class Samples(Case):
    def test_every_sample_gives_its_golden_result(self):
        seen = 0
        for row in rows():
            if row['golden'] == '-':
                continue
            r, text = results(row, self.folder)
            self.assertEqual(r.returncode, 0, r.stderr)
            for kind in WANTED:
                with open(golden(row, kind), encoding='utf-8') as f:
                    want = f.read().splitlines()
                got = text[kind].splitlines()
                for n, (a, b) in enumerate(zip(want, got), 1):
                    self.assertEqual(a, b, '%s.%s differs in line %d' % (row['id'], kind, n))
                self.assertEqual(len(want), len(got), row['id'] + '.' + kind)
            seen += 1
        self.assertGreater(seen, 0)


def update():
    import tempfile
    for row in rows():
        if row['golden'] == '-':
            continue
        with tempfile.TemporaryDirectory() as d:
            r, text = results(row, d)
            if r.returncode:
                sys.exit('%s: %s' % (row['id'], r.stderr.decode()))
            for kind in WANTED:
                with open(golden(row, kind), 'w', encoding='utf-8') as f:
                    f.write(text[kind])


if __name__ == '__main__':
    if '--update' in sys.argv:
        update()
    else:
        main()
