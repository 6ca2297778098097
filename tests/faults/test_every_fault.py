"""The n-th allocation, read, write, sync, rename, open, folder, thread or process fails, on the main commands.

test_every_fault.py RUNFORM LIBRARY [--all|--every=K|--few] [--only=COMMAND]: LIBRARY is fail_nth.c, to be preloaded; --all tries every n, --every=K each K-th, else a sample of
them; --few a small one, for sanitizers
(which also see what a failing command does not give back).

What must hold, whatever fails: the program ends by itself with one of its exit codes; an error is one line; a code of success means that every
output is there, byte for byte; each output is whole or not there, or as it was; no temporary file stays; the input is as it was.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

program, library = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
only = next((a[7:] for a in sys.argv if a.startswith('--only=')), '')
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
from inputs import make_inputs  # noqa: E402
from nth import KINDS, counted, environment, picked  # noqa: E402

OUTPUTS = ['--events', 'out/e.csv', '--steps', 'out/s.csv', '--json', 'out/j.json', '--report', 'out/r.html']
CODES = (0, 1, 2, 3, 4, 5)


def run(args, folder, fail='', count=None):
    env = environment(library, folder, fail, count)
    return subprocess.run([program, *args], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def tree(folder):
    """Every file with its bytes, but what carries the time of its making or is no result."""
    found = {}
    for where, _, names in os.walk(folder):
        for n in names:
            path = os.path.join(where, n)
            with open(path, 'rb') as f:
                found[os.path.relpath(path, folder)] = f.read()
    return found


class Command:
    def __init__(self, name, args, needs, loose=(), rest=()):
        self.name, self.args, self.needs, self.loose, self.rest = name, args, needs, loose, rest


COMMANDS = [
    Command('analyze', ['analyze', 'one/foot_left.csv', 'one/pelvis.csv', '--notes', 'notes.json', '--history', 'sessions.csv', '--baseline', 'a.json', *OUTPUTS], []),
    Command('analyze, compressed', ['analyze', 'foot.csv.gz', '--json', 'out/j.json'], []),
    Command('analyze, an archive', ['analyze', 'feet.zip', '--grade', '2', '--json', 'out/j.json'], []),
    Command('analyze, a log of a phone', ['analyze', 'phone.json', '--json', 'out/j.json'], []),
    Command('analyze, BIDS', ['analyze', 'bids', '--json', 'out/j.json'], []),
    Command('analyze, a watch', ['analyze', 'watch.fit', *OUTPUTS], []),
    Command('analyze, a recording', ['analyze', 'run.live', *OUTPUTS], []),
    Command('batch', ['batch', 'study', '--out', 'out/b', '--jobs', '2'], [], loose=('lock', '.parts')),
    Command('simulate', ['simulate', '--out', 'out/sim', '--sensors', 'foot:left', '--seconds', '3'], []),
    Command('compare', ['compare', 'a.json', 'b.json', '--json', 'out/c.json'], []),
    Command('history', ['history', 'sessions.csv', '--json', 'out/h.json'], []),
    Command('history, one session', ['history', 'show', '1', '--db', 'h.db', '--json', 'out/l.json'], []),
    Command('validate', ['validate', 'found.csv', 'two/events.csv', '--csv', 'out/v.csv', '--json', 'out/v.json', '--report', 'out/v.html', '--svg', 'out/svg'], []),
    Command('live', ['live', 'line.txt:foot:left', '--format', 'lines', '--plain', '--no-sound', '--wait', '0', '--record', 'out/x.live', '--json', 'out/l.json'], [], loose=('x.live', 'l.json')),
    Command('live, a replay', ['live', 'run.live', '--replay', '1000', '--plain', '--no-sound', '--wait', '0', '--events', 'out/e.csv'], []),
    Command('convert, a table', ['convert', 'one/foot_left.csv', 'out/x.csv', '-q'], []),
    Command('convert, into FIT', ['convert', 'one/foot_left.csv', 'out/x.fit', '-q'], []),
    Command('convert, of a watch', ['convert', 'watch.fit', 'out/x.csv', '-q'], []),
    Command('convert, BIDS', ['convert', 'one/foot_left.csv', 'out/b', '--to', 'bids', '-q'], []),
    Command('analyze, tidy', ['analyze', 'two/shank_right.csv', '-q', '--tidy', 'out/t.csv', '--curves', 'out/c.csv', '--fit', 'out/f.fit', '--bids', 'out/b'], []),
    Command('patterns', ['patterns', '--json'], []),
]


class Faults:
    def __init__(self, folder):
        self.inputs, self.tried, self.survived, self.wrong = folder, 0, {}, []

    def fresh(self):
        folder = tempfile.mkdtemp(prefix='runform-fault-')
        for n in os.listdir(self.inputs):
            os.symlink(os.path.join(self.inputs, n), os.path.join(folder, n))
        os.mkdir(os.path.join(folder, 'out'))
        return folder

    def clean_run(self, c):
        folder = self.fresh()
        count = os.path.join(folder, 'count')
        r = run(c.args, folder, count=count)
        counts = counted(count)
        whole = tree(os.path.join(folder, 'out'))
        shutil.rmtree(folder)
        assert r.returncode in (0, 1), (c.name, r.returncode, r.stderr)
        return r, whole, counts

    def bad(self, c, fail, what, r):
        self.wrong.append('%s, %s: %s (exit %d): %s' % (c.name, fail, what, r.returncode, ' | '.join(l for l in r.stderr.decode(errors='replace').splitlines() if l.startswith('runform'))))

    def judge(self, c, fail, r, clean, found, whole):
        said = r.stderr.decode(errors='replace')
        errors = [l for l in said.splitlines() if re.match(r'runform( \w+)?: (?!notice: (?!.*the recording ended here)|failed: )', l)]
        failed = 'runform: failed: ' in said  # a session of a batch: the others' rows stand in the tables
        loose = lambda n: any(x in n for x in c.loose)  # noqa: E731
        if r.returncode not in CODES:
            return self.bad(c, fail, 'ended in no way that is written down', r)
        if r.returncode >= 2 and r.returncode != 5 and len(errors) != 1:
            return self.bad(c, fail, '%d lines of error' % len(errors), r)
        for n in found:
            if '.part' in os.path.basename(n) and '.parts' not in n:
                return self.bad(c, fail, 'left %s' % n, r)
            if not loose(n) and n not in whole:
                return self.bad(c, fail, 'made %s' % n, r)
            if not loose(n) and found[n] != whole[n] and not failed:
                return self.bad(c, fail, '%s is not what it should be' % n, r)
        if r.returncode in (0, 1) and b'notice' not in r.stderr and sorted(n for n in found if not loose(n)) != sorted(n for n in whole if not loose(n)):
            return self.bad(c, fail, 'success without %s' % (set(whole) - set(found)), r)
        if r.returncode in (0, 1) and r.returncode != clean.returncode and not (c.name == 'live' and fail.startswith('read:')):
            return self.bad(c, fail, 'another answer', r)                        # a line that cannot be read on was pulled: the session ends there
        return None

    def try_one(self, c, kind, n, clean, whole):
        folder, fail = self.fresh(), '%s:%d' % (kind, n)
        try:
            r = run(c.args, folder, fail=fail)
            self.judge(c, fail, r, clean, tree(os.path.join(folder, 'out')), whole)
        except subprocess.TimeoutExpired:
            self.wrong.append('%s, %s: hangs' % (c.name, fail))
        self.tried += 1
        self.survived[kind] = self.survived.get(kind, 0) + 1
        shutil.rmtree(folder)

    def try_command(self, c, dice):
        clean, whole, counts = self.clean_run(c)
        for kind in KINDS:
            for n in picked(kind, counts.get(kind, 0), dice):
                self.try_one(c, kind, n, clean, whole)


def main():
    with tempfile.TemporaryDirectory(prefix='runform-faults-') as folder:
        begun = time.monotonic()
        make_inputs(program, folder)
        faults, dice = Faults(folder), random.Random(7)
        for c in [c for c in COMMANDS if c.name.startswith(only)]:
            if '--db' in c.args and not os.path.exists(os.path.join(folder, 'h.db')):
                continue  # built without SQLite
            faults.try_command(c, dice)
            print('%s: %d faults so far, %d not met' % (c.name, faults.tried, len(faults.wrong)), flush=True)
        print('%d faults (%s) in %.0f s, %d not met as promised' % (faults.tried, ', '.join('%d %s' % (n, k) for k, n in faults.survived.items()),
                                                                    time.monotonic() - begun, len(faults.wrong)))
        for w in faults.wrong[:40]:
            print(w)
        sys.exit(1 if faults.wrong else 0)


main()
