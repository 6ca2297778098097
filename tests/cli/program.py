"""What the command-line tests share: the real program in a folder of its own, and small recordings made on the spot.

A test file is called as `test_x.py PROGRAM`; its tests are methods of unittest classes. Exit 77 with the reason where nothing could be run.
"""
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(ROOT, 'build', 'runform')
DATA = os.environ.get('RUNFORM_DATA') or os.path.join(os.path.dirname(ROOT), 'shared', 'data')
G = 9.80665


def rows_of(path, macro):
    """The first cell of each row of a table, as the C code sees them."""
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        return re.findall(r'^%s\((\w+)' % macro, f.read(), re.M)


def all_outputs():
    """Options that ask for every output there is, and the names of the files."""
    names = ['out.' + i for i in rows_of('src/write/writers.def', 'RF_WRITER')]
    return [x for n in names for x in ('--' + n[4:], n)], names


class Case(unittest.TestCase):
    """Every test works in an empty folder; `self.path(name)` is a file in it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='runform-test-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), 'wb') as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return name

    def read(self, name):
        with open(self.path(name), 'rb') as f:
            return f.read()

    def run_program(self, *args, stdin=b'', env=None, timeout=120):
        e = dict(os.environ, **(env or {}))
        return subprocess.run([PROGRAM, *args], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder, env=e, timeout=timeout)

    def files(self):
        return sorted(os.listdir(self.folder))

    def assert_one_line(self, r, *words):
        """Standard error is one line, begins with the program's name, and holds the words."""
        text = r.stderr.decode(errors='replace')
        self.assertEqual(text.count('\n'), 1, text)
        self.assertTrue(text.startswith('runform'), text)
        for w in words:
            self.assertIn(w, text)

    def assert_refused(self, name, *words, args=(), code=3, stdin=b'', shown=None):
        """The file is turned down: exit code, one line that names it, and nothing was left behind."""
        before = self.files()
        r = self.run_program('analyze', name, '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json', *args, stdin=stdin)
        self.assertEqual(r.returncode, code, r.stderr)
        self.assert_one_line(r, shown or name, *words)
        self.assertEqual(r.stdout, b'')
        self.assertEqual(self.files(), before)
        return r


def pelvis_rows(seconds=30, rate=100, step_hz=2.75, contact_s=0.24, seed=1):
    """A runner as a bouncing mass at the pelvis: half a sine of force in each contact, nothing in flight, sway and noise on top. m/s² and rad/s."""
    r = random.Random(seed)
    step_s = 1 / step_hz
    peak = G * step_s * math.pi / (2 * contact_s)
    rows = []
    for i in range(int(seconds * rate)):
        t = i / rate
        in_step = math.fmod(t, step_s)
        side = 1 if int(t / step_s) % 2 == 0 else -1
        force = peak * math.sin(math.pi * in_step / contact_s) if in_step < contact_s else 0.0
        brake = -3.0 * math.sin(2 * math.pi * in_step / contact_s) if in_step < contact_s else 0.0
        sway = 1.5 * side * math.sin(math.pi * in_step / step_s)
        turn = 0.6 * math.sin(math.pi * t / step_s)
        rows.append([t, brake + r.gauss(0, 0.1), sway + r.gauss(0, 0.1), force + r.gauss(0, 0.1),
                     0.3 * turn + r.gauss(0, 0.01), 0.2 * turn + r.gauss(0, 0.01), turn + r.gauss(0, 0.01)])
    return rows


HEADER = 'time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps'


def table(rows, header=HEADER, comma=','):
    return (header + '\n' if header else '') + ''.join(comma.join('%.4f' % v if isinstance(v, float) else str(v) for v in row) + '\n' for row in rows)


def still_rows(seconds=20, rate=100):
    r = random.Random(2)
    return [[i / rate, r.gauss(0, 0.02), r.gauss(0, 0.02), G + r.gauss(0, 0.02), r.gauss(0, 0.002), r.gauss(0, 0.002), r.gauss(0, 0.002)]
            for i in range(int(seconds * rate))]


def main():
    """Run the file's tests; with RUNFORM_FIRST set, until the first fails. All skipped is a skip (77), so that nobody takes it for a success."""
    if not os.access(PROGRAM, os.X_OK):
        print('skipped: the program %s is not there' % PROGRAM)
        sys.exit(77)
    result = unittest.main(argv=[sys.argv[0], '-v'], exit=False, failfast='RUNFORM_FIRST' in os.environ).result
    for _, why in result.skipped:
        print('skipped: ' + why)
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.testsRun and len(result.skipped) == result.testsRun else 0)
