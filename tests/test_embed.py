"""samples/embed: a C program and a Python script that stream a file through the library find the contacts that the program finds.

usage: test_embed.py PROGRAM LIBRARY SOURCE_ROOT BUILD_ROOT
"""
import csv
import io
import os
import subprocess
import sys
import tempfile

program, library, source, build = (os.path.abspath(a) for a in sys.argv[1:5])
here = os.path.join(source, 'samples', 'embed')
recording = os.path.join(source, 'samples', 'overstride-shank', 'shank_left.csv')


def contacts(text):
    return [(int(w[1]), w[2]) for w in (line.split() for line in text.splitlines()) if w[0] == 'contact']


def main():
    out = subprocess.run([program, 'analyze', recording + ':shank:left', '--speed', '3.2', '--steps', '-', '-q'], check=True, stdout=subprocess.PIPE).stdout
    want = [(round(float(r['ic_t_s']) * 1e4), r['side']) for r in csv.DictReader(io.StringIO(out.decode()))]
    with tempfile.TemporaryDirectory() as d:
        exe = os.path.join(d, 'stream')
        subprocess.run([os.environ.get('CC', 'cc'), '-std=c11', '-Wall', '-Wextra', '-Werror', os.path.join(here, 'stream.c'), '-I',
                        os.path.join(source, 'include'), library, '-Wl,-rpath,' + os.path.dirname(library), '-o', exe], check=True)
        with open(recording, 'rb') as f:
            c = subprocess.run([exe, 'shank', 'left', '3.2'], stdin=f, check=True, stdout=subprocess.PIPE).stdout.decode()
    with open(recording, 'rb') as f:
        p = subprocess.run([sys.executable, os.path.join(here, 'stream.py'), 'shank', 'left', '3.2'], stdin=f, check=True, stdout=subprocess.PIPE,
                           env=dict(os.environ, RUNFORM_LIBRARY=library)).stdout.decode()
    for name, got in (('C', contacts(c)), ('Python', contacts(p))):
        same = [(round(t / 100), s) for t, s in got] == want
        print('%s: %d contacts, %s' % (name, len(got), 'as the program has them' if same else 'other than the program\'s %d' % len(want)))
        if not same:
            return 1
    if 'overstride flagged' not in c:
        print('the C program does not show the planted pattern')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
