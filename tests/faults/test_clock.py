"""The computer's clock is set back by an hour, or a day, while the program runs: a session goes on, deadlines hold, no row is lost or doubled.

usage: test_clock.py PROGRAM LIBRARY (step_clock.c, to be preloaded)
"""
import json
import os
import sqlite3
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '..', 'cli'), os.path.join(here, '..', 'serve')]
from inputs import lines_of_a_sensor  # noqa: E402
from program import Case, main  # noqa: E402
from server import PATIENCE_S, Server  # noqa: E402

LIBRARY = os.path.abspath(sys.argv[2])


def stepped(after_ms, seconds):
    # a sanitizer's own library must come first; it is told not to mind
    return {'LD_PRELOAD': LIBRARY, 'RUNFORM_STEP': '%d:%d' % (after_ms, seconds), 'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


class SetBack(Case):
    def setUp(self):
        super().setUp()
        self.run_program('simulate', '--out', 'one', '--sensors', 'foot:left', '--seconds', '20')
        lines_of_a_sensor(self.path('one/foot_left.csv'), self.path('line.txt'))

    def live(self, name, env=None):
        r = self.run_program('live', 'line.txt:foot:left', '--format', 'lines', '--plain', '--no-sound', '--wait', '0', '-q', '--record', name + '.live', '--events', name + '.csv', env=env)
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        r = self.run_program('analyze', name + '.live', '-q', '--events', 'again.csv')
        self.assertEqual((r.returncode, self.read('again.csv')), (0, self.read(name + '.csv')))
        times = [float(x.split(',')[0]) for x in self.read(name + '.csv').decode().splitlines()[1:]]
        self.assertEqual(times, sorted(times))
        return [b - a for a, b in zip(times, times[1:])]

    def test_a_live_session(self):
        as_ever = self.live('a')
        for i, step in enumerate((86400, -86400)):                                 # back, and forward
            beats = self.live('b%d' % i, stepped(100, step))
            self.assertEqual(len(beats), len(as_ever))
            self.assertLess(max(beats), max(as_ever) + 0.05)                           # no hole where the step was

    def test_a_slow_client_is_still_cut_off(self):
        """Its deadline is waited for on a clock that nobody sets back."""
        server = Server(self.folder, '--stall', '1', '--no-history', env=stepped(300, 3600))
        self.addCleanup(server.close)
        s = server.connection()
        self.addCleanup(s.close)
        s.sendall(b'POST /api/visits HTTP/1.1\r\nHost: ')
        begun = time.monotonic()
        self.assertIn(b'408', s.recv(100))
        self.assertLess(time.monotonic() - begun, PATIENCE_S)
        self.assertEqual(server.close(), 0)

    def test_uploads_and_what_is_kept(self):
        with open(self.path('one/foot_left.csv'), 'rb') as f:
            run = f.read()
        server = Server(self.folder, env=stepped(600, 3600))
        self.addCleanup(server.close)
        for day in ('2026-05-01', '2026-05-02'):
            v = server.analysed([('foot_left.csv', run[:-int(day[-1])])])
            self.assertEqual(v['state'], 'done')
            self.assertLess(v['took_ms'], 1000 * PATIENCE_S)
            status, _, body = server.post('/api/history/keep', {'visit': v['id'], 'name': day, 'runner': 'Ada', 'day': day})
            self.assertEqual(status, 200, body)
            time.sleep(0.4)                                                            # the step lies somewhere between
        self.assertEqual([x['day'] for x in json.loads(server.get('/api/history/sessions?oldest=1')[2])['sessions']], ['2026-05-01', '2026-05-02'])
        self.assertEqual(server.close(), 0)

    def test_the_history(self):
        for i, env in enumerate((None, stepped(0, 0), stepped(20, 86400), stepped(20, -86400))):
            r = self.run_program('analyze', 'one/foot_left.csv', '--speed', '3.%d' % i, '--db', 'h.sqlite', '--runner', 'Ada', '-q', env=env)
            self.assertEqual((r.returncode, r.stderr), (0, b''))
        self.assertEqual(self.run_program('history', 'check', '--db', 'h.sqlite', env=stepped(0, -10 ** 8)).returncode, 0)
        told = [self.run_program('history', *verb, '--db', 'h.sqlite', env=env).stdout for env in (None, stepped(0, 0), stepped(3600000, 10 ** 8))
                for verb in (('list',), ('load',), ('weeks',))]
        self.assertEqual(told[:3] * 3, told)                                        # nothing is told of today
        c = sqlite3.connect(self.path('h.sqlite'))
        self.assertEqual(c.execute('SELECT count(*), max(day) FROM sessions').fetchall(), [(1, None)])   # one recording, and no day made of a clock
        c.close()


if __name__ == '__main__':
    main()
