"""A disk that is full, and one that may only be read: every command that writes says so in one line, leaves what was there as it was and nothing half.

usage: test_disk.py PROGRAM. With the right to mount, a small file system in memory is the disk; without, a limit on the size of files and a folder
without the right to write stand in for it.
"""
import os
import resource
import shutil
import subprocess
import sys
import unittest

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '..', 'cli'), os.path.join(here, '..', 'serve')]
from inputs import make_inputs  # noqa: E402
from program import PROGRAM, Case, main, rows_of  # noqa: E402
from server import Server, until  # noqa: E402

LIVE = ['live', 'line.txt:foot:left', '--format', 'lines', '--plain', '--no-sound', '--wait', '0', '-q']
# name, arguments, and what appears at the end (`DISK` stands for the disk's folder)
WRITES = [
    *[('analyze --' + w, ['analyze', 'one/foot_left.csv', '-q', '--' + w, 'DISK/out']) for w in rows_of('src/write/writers.def', 'RF_WRITER')],
    ('analyze --bids', ['analyze', 'one/foot_left.csv', '-q', '--bids', 'DISK/out']),
    ('analyze --db', ['analyze', 'one/foot_left.csv', '-q', '--db', 'DISK/out']),
    ('batch', ['batch', 'study', '-q', '--out', 'DISK/out']),
    ('convert to CSV', ['convert', 'one/foot_left.csv', 'DISK/out', '--to', 'csv', '-q']),
    ('convert to FIT', ['convert', 'watch.fit', 'DISK/out.csv', '-q']),
    ('convert to BIDS', ['convert', 'one/foot_left.csv', 'DISK/out', '--to', 'bids', '-q']),
    ('live --record', [*LIVE, '--record', 'DISK/out']),
    ('live --json', [*LIVE, '--json', 'DISK/out']),
    ('simulate', ['simulate', '--out', 'DISK/out', '--sensors', 'foot:left', '--seconds', '5']),
    ('validate --report', ['validate', 'found.csv', 'two/events.csv', '--report', 'DISK/out']),
    ('validate --csv', ['validate', 'found.csv', 'two/events.csv', '--csv', 'DISK/out']),
    ('validate --json', ['validate', 'found.csv', 'two/events.csv', '--json', 'DISK/out']),
    ('validate --svg', ['validate', 'found.csv', 'two/events.csv', '--svg', 'DISK/out']),
    ('compare', ['compare', 'a.json', 'b.json', '--json', 'DISK/out']),
    ('history of a list', ['history', 'sessions.csv', '--json', 'DISK/out']),
    ('history backup', ['history', 'backup', 'DISK/out', '--db', 'h.sqlite']),
    ('history export', ['history', 'export', 'DISK/out', '--db', 'h.sqlite']),
    ('history import', ['history', 'import', 'one/foot_left.csv', '--db', 'DISK/out']),
]


def may_mount():
    if os.geteuid() != 0 or not shutil.which('mount'):
        return False
    return subprocess.run(['unshare', '-m', 'true'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


class Disk(Case):
    inputs = None

    @classmethod
    def setUpClass(cls):
        import tempfile
        cls.inputs = tempfile.mkdtemp(prefix='runform-disk-')
        cls.addClassCleanup(shutil.rmtree, cls.inputs)
        make_inputs(PROGRAM, cls.inputs)
        subprocess.run([PROGRAM, 'history', 'import', 'sessions.csv', 'one/foot_left.csv', '--db', 'h.sqlite', '-q'], cwd=cls.inputs, check=True)

    def setUp(self):
        super().setUp()
        for name in os.listdir(self.inputs):
            os.symlink(os.path.join(self.inputs, name), self.path(name))
        os.mkdir(self.path('DISK'))
        self.mounted = False

    def mount(self, *options):
        """A file system of its own. @return whether there is one."""
        if not self.mounted:
            r = subprocess.run(['mount', '-t', 'tmpfs', '-o', ','.join(options), 'none', self.path('DISK')], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.mounted = r.returncode == 0
            if self.mounted:
                self.addCleanup(subprocess.run, ['umount', '-l', self.path('DISK')], check=False)
        return self.mounted

    def on_disk(self):
        return sorted(os.path.relpath(os.path.join(d, n), self.path('DISK')) for d, _, names in os.walk(self.path('DISK')) for n in names)

    def call(self, args, **kw):
        return subprocess.run([PROGRAM, *args], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, **kw)

    def assert_refused_whole(self, name, r):
        """One line, the exit code of an output, nothing half."""
        said = [x for x in r.stderr.decode(errors='replace').splitlines() if not x.startswith('warning: ') and ('notice: ' not in x or 'the recording ended' in x)]
        self.assertIn(r.returncode, (4, 5) if name == 'history import' else (4,), (name, r.stderr))
        self.assertEqual(len(said), 1, (name, r.stderr))
        self.assertTrue(said[0].startswith('runform'), (name, said))


class Full(Disk):
    def fill(self, path, leave):
        """All but `leave` bytes are taken by somebody else."""
        fd = os.open(path, os.O_WRONLY | os.O_CREAT)
        try:
            while True:
                os.write(fd, b'x' * 4096)
        except OSError:
            os.ftruncate(fd, os.fstat(fd).st_size - leave)
        os.close(fd)

    def clear(self):
        out = self.path('DISK/out')
        shutil.rmtree(out, ignore_errors=True)
        for n in self.on_disk():
            os.remove(self.path('DISK/' + n))

    def judge(self, name, r, whole):
        """Done, and all is there; or refused, and nothing is, but for what is made to be gone on with."""
        left = [n for n in self.on_disk() if n != 'others']
        if r.returncode in (0, 1) and name != 'live --record':
            return self.assertEqual(left, whole, name)
        self.assert_refused_whole(name, r)
        if name == 'batch':
            return self.assertFalse([n for n in left if not n.startswith('out/.parts/')], left)
        if name in ('analyze --db', 'history import'):                           # without a session in it, and whole
            self.assertLessEqual(left, ['out'], name)
            if left and os.path.getsize(self.path('DISK/out')):
                self.assertEqual(self.call(['history', 'check', '--db', 'DISK/out']).returncode, 0, name)
            return None
        if name in ('validate --svg', 'history export'):                         # a folder of many files, each whole or not there
            return self.assertLess(set(left), set(whole), name)
        return self.assertEqual(left, ['out'] if name == 'live --record' else [], name)

    def test_every_command_that_writes(self):
        real = may_mount() and self.mount('size=2m')
        refused = 0
        for name, args in WRITES:
            with self.subTest(name):
                self.assertIn(self.call(args).returncode, (0, 1), name)
                whole = [n for n in self.on_disk() if n != 'others']
                self.clear()
                for room in (0, 16384):
                    if real:
                        self.fill(self.path('DISK/others'), room)
                        r = self.call(args)
                    else:
                        r = self.call(args, preexec_fn=lambda room=room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
                    refused += r.returncode == 4
                    self.judge(name, r, whole)
                    self.clear()
        self.assertGreater(refused, len(WRITES))

    def test_what_stood_there_stays(self):
        if not (may_mount() and self.mount('size=256k')):
            self.skipTest('needs the right to mount a file system')
        self.call(['analyze', 'one/foot_left.csv', '-q', '--json', 'DISK/out'])
        before = self.read('DISK/out')
        self.fill(self.path('DISK/others'), 0)
        for how in ('--json', '--report', '--steps'):
            self.assert_refused_whole(how, self.call(['analyze', 'one/pelvis.csv', '-q', how, 'DISK/out']))
            self.assertEqual((self.on_disk(), self.read('DISK/out')), (['others', 'out'], before), how)

    def test_a_recording_on_a_disk_that_fills_is_read_up_to_there(self):
        if not (may_mount() and self.mount('size=256k')):
            self.skipTest('needs the right to mount a file system')
        self.fill(self.path('DISK/others'), 143360)
        r = self.call([*LIVE, '--record', 'DISK/out', '--events', 'all.csv'])
        self.assertEqual(r.returncode, 4, r.stderr)
        r = self.call(['analyze', 'DISK/out', '-q', '--events', 'some.csv'])
        self.assertEqual(r.returncode, 0, r.stderr)
        some, whole = self.read('some.csv').splitlines(), self.read('all.csv').splitlines()
        self.assertGreater(len(some), 5)
        self.assertLess(len(some), len(whole))

    def test_the_page_says_so_and_goes_on_when_there_is_room(self):
        if not (may_mount() and self.mount('size=700k')):
            self.skipTest('needs the right to mount a file system')
        with open(self.path('one/foot_left.csv'), 'rb') as f:
            run = f.read()
        os.mkdir(self.path('DISK/cache'))
        os.symlink(self.path('DISK/cache'), self.path('cache'))
        server = Server(self.folder)
        self.addCleanup(server.close)
        self.fill(self.path('DISK/others'), 65536)
        status, _, body = server.upload([('foot_left.csv', run)])
        self.assertEqual(status, 507, body)
        self.assertIn(b'disk is full', body)
        until(lambda: not [n for n in self.on_disk() if 'input' in n], 'what did not fit is not given back')
        os.remove(self.path('DISK/others'))
        self.assertEqual(server.analysed([('foot_left.csv', run[:120000])])['state'], 'done')
        self.assertEqual(server.close(), 0)


class ReadOnly(Disk):
    def setUp(self):
        super().setUp()
        shutil.copy(self.path('h.sqlite'), self.path('DISK/h.sqlite'))
        if os.geteuid() != 0:
            os.chmod(self.path('DISK'), 0o555)
            self.addCleanup(os.chmod, self.path('DISK'), 0o755)
        elif not (may_mount() and self.mount('size=2m')):
            self.skipTest('root writes everywhere, and may not mount here')
        else:
            shutil.copy(self.path('h.sqlite'), self.path('DISK/h.sqlite'))
            shutil.copy(self.path('one/foot_left.csv'), self.path('DISK/foot_left.csv'))
            subprocess.run(['mount', '-o', 'remount,ro', self.path('DISK')], check=True)
        self.before = self.on_disk()

    def test_every_command_that_writes(self):
        for name, args in WRITES:
            with self.subTest(name):
                self.assert_refused_whole(name, self.call(args))
                self.assertEqual(self.on_disk(), self.before, name)

    def test_what_is_there_can_be_read(self):
        for args in (['history', 'list', '--db', 'DISK/h.sqlite'], ['history', 'check', '--db', 'DISK/h.sqlite'], ['history', 'load', '--db', 'DISK/h.sqlite'],
                     ['history', 'backup', 'copy.sqlite', '--db', 'DISK/h.sqlite']):
            r = self.call(args)
            self.assertEqual((r.returncode, r.stderr), (0, b''), args)
        for args in (['history', 'delete', '1', '--db', 'DISK/h.sqlite'], ['history', 'import', 'two/shank_right.csv', '--db', 'DISK/h.sqlite']):
            r = self.call(args)
            self.assertIn(r.returncode, (4, 5), (args, r.stderr))
            self.assert_one_line(r)

    def test_the_page_says_where_it_cannot_work(self):
        r = self.call(['serve', '--port', '0', '--no-open', '--no-history'], env=dict(os.environ, XDG_CACHE_HOME=self.path('DISK')))
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, 'XDG_CACHE_HOME')


if __name__ == '__main__':
    main()
