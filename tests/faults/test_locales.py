"""The user's language changes no byte of any output: a comma as decimal mark (de_DE), an i that becomes another letter (tr_TR).

usage: test_locales.py PROGRAM. The locales are made in the test's own folder (localedef, package locales).
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '..', 'cli')]
from inputs import make_inputs  # noqa: E402
from program import PROGRAM, Case, all_outputs, main  # noqa: E402

LANGUAGES = ('de_DE', 'tr_TR')
LIVE = ['live', 'line.txt:foot:left', '--format', 'lines', '--plain', '--no-sound', '--wait', '0']
COMMANDS = [
    ['analyze', 'one/foot_left.csv', 'one/pelvis.csv', '--notes', 'notes.json', '--history', 'sessions.csv', '--baseline', 'a.json', '--speed', '3.25', '--height', '1.78',
     *all_outputs()[0], '--bids', 'bids'],
    ['analyze', 'COMMA.CSV', '--placement', 'PELVIS'.lower(), '--json', 'comma.json'],
    ['analyze', 'watch.fit', '--json', 'watch.json'],
    ['batch', 'study', '--out', 'b', '--jobs', '1'],
    ['convert', 'one/foot_left.csv', 'table.csv'],
    ['convert', 'watch.fit', 'watch.csv'],
    ['compare', 'a.json', 'b.json', '--json', 'c.json'],
    ['validate', 'found.csv', 'two/events.csv', '--csv', 'v.csv', '--json', 'v.json', '--report', 'v.html', '--svg', 'svg'],
    ['history', 'sessions.csv', '--json', 'h.json'],
    ['simulate', '--out', 'sim', '--sensors', 'PELVIS'.lower() + ',shank:left', '--seconds', '4', '--speed', '3.25'],
    ['formats'], ['sensors'], ['metrics'], ['patterns', '--json'], ['explain', 'overstride'], ['analyze', '--help'],
    ['analyze', 'COMMA.CSV', '--height', '1,78'],                                # refused alike
]


class Languages(Case):
    @classmethod
    def setUpClass(cls):
        cls.box = tempfile.mkdtemp(prefix='runform-locales-')
        cls.addClassCleanup(shutil.rmtree, cls.box)
        cls.missing = []
        for name in LANGUAGES:
            try:
                subprocess.run(['localedef', '-i', name, '-f', 'UTF-8', os.path.join(cls.box, name + '.UTF-8')], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            except OSError:
                pass
            if not os.path.isdir(os.path.join(cls.box, name + '.UTF-8')):
                cls.missing.append(name)
        if cls.missing:
            return
        cls.inputs = os.path.join(cls.box, 'inputs')
        os.mkdir(cls.inputs)
        make_inputs(PROGRAM, cls.inputs)
        # a table as an office program of that language writes it
        with open(os.path.join(cls.inputs, 'one/pelvis.csv'), encoding='ascii') as f, open(os.path.join(cls.inputs, 'COMMA.CSV'), 'w', encoding='ascii') as out:
            out.write(f.read().replace(',', ';').replace('.', ','))

    def tree(self, folder):
        found = {}
        for where, _, names in os.walk(folder):
            for n in names:
                path = os.path.join(where, n)
                if not os.path.islink(path) and n != 'run.live':
                    with open(path, 'rb') as f:
                        found[os.path.relpath(path, folder)] = f.read()
        return found

    def all_of(self, name, env):
        folder = self.path(name)
        os.mkdir(folder)
        for n in os.listdir(self.inputs):
            os.symlink(os.path.join(self.inputs, n), os.path.join(folder, n))
        said = []
        for args in COMMANDS:
            r = subprocess.run([PROGRAM, *args], cwd=folder, env=dict(os.environ, **env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
            said.append((args, r.returncode, re.sub(rb'[0-9.]+ (s|ms|M samples/s)\b', b'', r.stdout), r.stderr))
        r = subprocess.run([PROGRAM, *LIVE], cwd=folder, env=dict(os.environ, **env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertFalse(re.search(rb'[0-9],[0-9]+[,}]', r.stdout), 'a comma in a number')
        return said, self.tree(folder)

    def test_no_byte_differs(self):
        if self.missing:
            self.skipTest('%s cannot be made here (package locales)' % ', '.join(self.missing))
        said, files = self.all_of('C', {'LC_ALL': 'C'})
        self.assertGreater(len(files), 30)
        self.assertEqual([(a, code) for a, code, _, err in said if code not in (0, 1)], [(COMMANDS[-1], 2)])
        for name in LANGUAGES:
            other, others = self.all_of(name, {'LOCPATH': self.box, 'LC_ALL': name + '.UTF-8', 'LANG': name + '.UTF-8', 'LANGUAGE': name[:2]})
            for a, b in zip(said, other):
                self.assertEqual(a, b, name)
            self.assertEqual(sorted(files), sorted(others), name)
            self.assertEqual([n for n in files if files[n] != others[n]], [], name)


if __name__ == '__main__':
    main()
