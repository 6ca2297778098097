"""A signal at a drawn moment: nothing half-written under its own name, nothing left beside it, a database that is whole, a batch that goes on.

usage: test_signals.py PROGRAM. INT, TERM and HUP are asked to be met (130, and what was finished is written); PIPE is the error of a write; KILL is
met by what is there afterwards. Moments are drawn from a die of its own seed over the time that the command takes here.
"""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '..', 'cli'), os.path.join(here, '..', 'serve')]
from inputs import lines_of_a_sensor  # noqa: E402
from program import PROGRAM, Case, main  # noqa: E402
from server import Server, multipart, until  # noqa: E402

ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
for asked in ASKED:
    signal.signal(asked, signal.SIG_DFL)                                         # started by nohup, what is started here would ignore them too
OUTPUTS = ['--events', 'out/e.csv', '--steps', 'out/s.csv', '--json', 'out/j.json', '--report', 'out/r.html', '--bids', 'out/bids']
LIVE = ['live', 'line.txt:foot:left', '--format', 'lines', '--plain', '--no-sound', '--wait', '0', '-q', '--record', 'out/x.live', '--events', 'out/e.csv']


class Signals(Case):
    @classmethod
    def setUpClass(cls):
        cls.inputs = tempfile.mkdtemp(prefix='runform-signals-')
        cls.addClassCleanup(shutil.rmtree, cls.inputs)
        subprocess.run([PROGRAM, 'simulate', '--out', 'one', '--sensors', 'foot:left', '--seconds', '120'], cwd=cls.inputs, check=True, stdout=subprocess.DEVNULL)
        os.mkdir(os.path.join(cls.inputs, 'study'))
        with open(os.path.join(cls.inputs, 'one/foot_left.csv'), 'rb') as f:
            rows = f.readlines()
        for i in range(4):
            with open(os.path.join(cls.inputs, 'study/foot_%d.csv' % i), 'wb') as f:
                f.writelines(rows[:len(rows) // 4 + 100 * i])
        lines_of_a_sensor(os.path.join(cls.inputs, 'one/foot_left.csv'), os.path.join(cls.inputs, 'line.txt'))

    def setUp(self):
        super().setUp()
        for name in os.listdir(self.inputs):
            os.symlink(os.path.join(self.inputs, name), self.path(name))
        self.clear()
        self.dice = random.Random(3)

    def clear(self):
        shutil.rmtree(self.path('out'), ignore_errors=True)
        os.mkdir(self.path('out'))

    def start(self, args, **kw):
        return subprocess.Popen([PROGRAM, *args], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=kw.pop('stdout', subprocess.DEVNULL), stderr=subprocess.PIPE, **kw)

    def tree(self):
        found = {}
        for where, _, names in os.walk(self.path('out')):
            for n in names:
                with open(os.path.join(where, n), 'rb') as f:
                    found[os.path.relpath(os.path.join(where, n), self.path('out'))] = f.read()
        return found

    def clean(self, args):
        """(what it makes, how long it takes)"""
        begun = time.monotonic()
        p = self.start(args)
        err = p.communicate(timeout=120)[1]
        self.assertIn(p.returncode, (0, 1), err)
        took, whole = time.monotonic() - begun, self.tree()
        self.clear()
        return whole, took

    def struck(self, args, number, took):
        """(exit code, standard error) of a run that got the signal at some moment of it."""
        p = self.start(args)
        time.sleep(self.dice.uniform(0, took))                                   # any moment will do; none is waited for
        p.send_signal(number)
        return self.ended(p, number)

    def ended(self, p, number):
        err = p.communicate(timeout=60)[1].decode()
        allowed = (0, 1, 130, -number)                                           # over already; met; before it listened
        self.assertIn(p.returncode, allowed, err)
        self.assertLessEqual(err.count('\n'), 1, err)
        return p.returncode, err


class Outputs(Signals):
    def judge(self, args, number, took, whole):
        code, _ = self.struck(args, number, took)
        found = self.tree()
        temporary = {n for n in found if '.part' in n}
        self.assertTrue(number == signal.SIGKILL or not temporary, (number, temporary))
        for n in set(found) - temporary:
            self.assertEqual(found[n], whole.get(n), (number, n))
        if code in (0, 1):
            self.assertEqual(sorted(found), sorted(whole))
        self.clear()

    def test_analyze(self):
        args = ['analyze', 'one/foot_left.csv', '-q', *OUTPUTS]
        whole, took = self.clean(args)
        for number in (*ASKED, *ASKED, signal.SIGKILL, signal.SIGKILL):
            self.judge(args, number, took, whole)

    def test_convert(self):
        for to in ('out/x.csv.gz', 'out/tree'):
            args = ['convert', 'one/foot_left.csv', to, '-q', *(['--to', 'bids'] if to.endswith('tree') else [])]
            whole, took = self.clean(args)
            for number in (*ASKED, signal.SIGKILL):
                self.judge(args, number, took, whole)

    def test_a_terminal_that_nobody_minds(self):
        """nohup: what was started so goes on when the terminal is closed."""
        args = ['analyze', 'one/foot_left.csv', '-q', '--events', 'out/e.csv']
        p = self.start(args, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        for _ in range(20):
            p.send_signal(signal.SIGHUP)
        self.assertEqual(self.ended(p, signal.SIGHUP)[0], 0)
        self.assertIn('e.csv', self.tree())

    def test_a_reader_that_goes_away(self):
        """What went to the pipe is lost to nobody; what goes to files is there and whole."""
        for args in (['analyze', 'one/foot_left.csv', '-q', '--events', '-', '--json', 'out/j.json', '--report', 'out/r.html'], [*LIVE, '--json', 'out/l.json']):
            p = self.start(args, stdout=subprocess.PIPE)
            p.stdout.read(1)
            p.stdout.close()
            err = p.stderr.read().decode()
            p.stderr.close()
            self.assertIn(p.wait(timeout=60), (0, 4), err)
            found = self.tree()
            self.assertEqual(sorted(found), ['j.json', 'r.html'] if args[0] == 'analyze' else ['e.csv', 'l.json', 'x.live'])
            self.clear()


class Waiting(Signals):
    """Somebody else's pipe that never ends: whoever waits for it can be told to stop."""

    def test_where_a_name_is_a_pipe(self):
        self.write('other.json', '{}')
        os.mkfifo(self.path('pipe'))
        for args in (['analyze', 'pipe:pelvis'], *(['analyze', 'one/foot_left.csv', option, 'pipe'] for option in ('--notes', '--thresholds', '--history')),
                     ['compare', 'pipe', 'other.json'], ['convert', 'pipe', 'out/x.csv'], ['batch', 'pipe', '--out', 'out/b', '--jobs', '1']):
            p = self.start([*args, '-q'])
            until(self.has_reader, 'nobody reads the pipe')
            p.send_signal(signal.SIGTERM)
            code, err = self.ended(p, signal.SIGTERM)
            os.close(self.writer)
            self.assertEqual(code, 130, (args, err))
            self.assertNotIn('cannot be read', err)
            self.clear()

    def has_reader(self):
        try:
            self.writer = os.open(self.path('pipe'), os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return True


class Live(Signals):
    def test_what_was_seen_is_written_and_in_the_recording(self):
        took = self.clean(LIVE)[1]
        for number in (*ASKED, signal.SIGKILL, signal.SIGKILL):
            code, _ = self.struck(LIVE, number, took)
            found = self.tree()
            self.assertFalse([n for n in found if '.part' in n and number != signal.SIGKILL], number)
            if 'x.live' in found and len(found['x.live']) > 400000:
                again = subprocess.run([PROGRAM, 'analyze', 'out/x.live', '-q', '--events', 'out/again.csv'], cwd=self.folder, stderr=subprocess.PIPE)
                self.assertEqual(again.returncode, 0, again.stderr)
                if number != signal.SIGKILL and code in (0, 130):
                    self.assertEqual(self.read('out/again.csv'), found['e.csv'], number)
            self.clear()


class Batch(Signals):
    def test_it_goes_on(self):
        args = ['batch', 'study', '-q', '--out', 'out/b', '--jobs', '2']
        whole, took = self.clean(args)
        tables = {n for n in whole if '.parts' not in n}
        for number in (*ASKED, signal.SIGKILL):
            self.struck(args, number, took)
            for n, text in self.tree().items():
                if n in tables:
                    self.assertEqual(text, whole[n], (number, n))
        until(lambda: self.start(args).wait(60) in (0, 1), 'the folder does not come free')
        found = self.tree()
        self.assertEqual({n: found[n] for n in tables}, {n: whole[n] for n in tables})
        self.assertFalse([n for n in found if '.tmp' in n or n.endswith('.part')])


class History(Signals):
    def test_all_or_nothing(self):
        args = ['history', 'import', 'study', '--db', 'out/h.sqlite', '-q']
        took = self.clean(args)[1]
        for number in (*ASKED, signal.SIGKILL):
            self.struck(args, number, took)
            if os.path.exists(self.path('out/h.sqlite')):
                self.assertEqual(self.start(['history', 'check', '--db', 'out/h.sqlite']).wait(60), 0, number)
        self.assertEqual(self.start(args).wait(60), 0)
        c = sqlite3.connect(self.path('out/h.sqlite'))
        self.assertEqual(c.execute('SELECT count(*), count(DISTINCT content) FROM sessions').fetchall(), [(4, 4)])
        c.close()
        self.assertEqual([n for n in self.tree() if not n.startswith('h.sqlite')], [])


class Page(Signals):
    def test_in_an_upload_and_in_an_analysis(self):
        with open(self.path('one/foot_left.csv'), 'rb') as f:
            run = f.read()
        for number in ASKED:
            for moment in ('upload', 'analysis'):
                server = Server(self.folder)
                self.addCleanup(server.close)
                if moment == 'upload':
                    body, kind = multipart([('foot_left.csv', run)])
                    s = server.connection()
                    self.addCleanup(s.close)
                    s.sendall(('POST /api/visits HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (server.host, kind, len(body))).encode() + body[:50000])
                    until(lambda: any('input-1' in n for n in server.folders()), 'nothing arrived')  # noqa: B023
                else:
                    self.assertEqual(server.upload([('foot_left.csv', run)])[0], 201)
                    time.sleep(self.dice.uniform(0, 0.2))
                self.assertEqual(server.close(number), 0, (number, moment))
                self.assertEqual([n for n in server.folders() if n != './runform'], [], (number, moment))


if __name__ == '__main__':
    main()
