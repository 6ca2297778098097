"""The n-th call of the server that fails, from its start over an upload, its report, a session kept and the history to its end.

test_page_faults.py RUNFORM LIBRARY [--all|--every=K|--few]: as test_every_fault.py; the analyses themselves are processes of their own, without the fault.

What must hold, whatever fails: the server starts, or says in one line why not; each question is answered, or its connection is closed; a fault that is over
is over: the same way through the pages then succeeds; it ends when it is asked to, with 0, and gives back what it took; what it said it kept is in a
database that is whole.
"""
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '..', 'cli'), os.path.join(here, '..', 'serve')]
from nth import KINDS, counted, environment, picked  # noqa: E402
from program import PROGRAM, pelvis_rows, table  # noqa: E402
from server import Server  # noqa: E402

library = os.path.abspath(sys.argv[2])
RUN = table(pelvis_rows(12)).encode()
TRIES = 4


class Wrong(Exception):
    pass


def asked(what):
    """An answer, or None: the connection was closed without one."""
    try:
        return what()
    except (http.client.HTTPException, OSError):
        return None


class Way:
    """Once through the pages."""

    def __init__(self, server):
        self.server, self.visit, self.kept = server, None, False

    def state(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            r = asked(lambda: self.server.get('/api/visits/' + self.visit))
            if r is None or r[0] != 200:
                return None
            v = json.loads(r[2])
            if v['state'] not in ('waiting', 'running'):
                return v['state']
            time.sleep(0.005)
        raise Wrong('the analysis does not end')

    def upload(self):
        r = asked(lambda: self.server.upload([('pelvis.csv', RUN)], {'height_m': 1.8}))
        if r is None or r[0] != 201:
            return r
        self.visit = json.loads(r[2])['id']
        state = self.state()
        if state == 'failed':
            asked(lambda: self.server.post('/api/visits/%s/again' % self.visit, {}))
            state = self.state()
        return r if state == 'done' else None

    def keep(self):
        r = asked(lambda: self.server.post('/api/history/keep', {'visit': self.visit, 'runner': 'Ada', 'day': '2026-05-17', 'name': 'run', 'told': {'pain': {'during': 2}}}))
        self.kept = self.kept or (r is not None and r[0] == 200)
        return r

    def steps(self):
        yield lambda: asked(lambda: self.server.get('/'))
        yield self.upload
        yield lambda: asked(lambda: self.server.get('/session/%s/report' % self.visit))
        yield self.keep
        for path in ('/history', '/api/history/sessions?runner=Ada', '/api/history/sessions/1/report', '/api/history/backup', '/api/history/export'):
            yield lambda path=path: asked(lambda: self.server.get(path))

    def go(self):
        for step in self.steps():
            for _ in range(TRIES):                                               # a call that failed once: asked again, it goes
                r = step()
                if r is not None and r[0] in (200, 201):
                    break
                if r is not None and not 400 <= r[0] <= 599:
                    raise Wrong('an answer of %d' % r[0])
                if self.server.process.poll() is not None:
                    raise Wrong('the server ended in the middle')
            else:
                raise Wrong('does not go on: %s' % (r and (r[0], r[2][:200]),))


def ended(server, how):
    """Its exit code; None where the sanitizer itself could not begin a thread without memory, which is no fault of the program's."""
    if server.process.poll() is None:
        server.process.send_signal(how)
    server.process.wait(60)
    said = server.process.stderr.read()
    server.close()
    return None if b'AddressSanitizer: CHECK failed' in said else server.process.returncode


def leave(server, folder, kept):
    code = ended(server, signal.SIGTERM)
    if code is None:
        return
    if code != 0:
        raise Wrong('ended with %d' % code)
    left = [n for n in server.folders() if n != './runform'] + [n for n in os.listdir(folder) if n.startswith('runform-copy')]
    if left:
        raise Wrong('left %s' % left)
    db = os.path.join(folder, 'data/runform/history.sqlite')
    if not kept:
        return
    for args, want in ((['history', 'check', '--db', db], b'whole'), (['history', 'list', '--db', db], b'Ada')):
        r = subprocess.run([PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if r.returncode != 0 or want not in r.stdout:
            raise Wrong('%s: %s %s' % (args[1], r.stdout, r.stderr))


def one(fail='', count=None):
    folder = tempfile.mkdtemp(prefix='runform-page-')
    try:
        server = Server.__new__(Server)
        try:
            server.__init__(folder, env=environment(library, folder, fail, count))
        except AssertionError as e:
            server.process.wait(60)
            said = str(e)
            server.process.stdout.close()
            server.process.stderr.close()
            if server.process.returncode != 4 or said.count('\n') != 1 or not said.startswith('runform'):
                raise Wrong('did not start, and ended with %d: %s' % (server.process.returncode, said)) from None
            return
        way = Way(server)
        try:
            way.go()
        except Wrong:
            if ended(server, signal.SIGKILL) is None:
                return
            raise
        leave(server, folder, way.kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    begun, dice, tried, wrong = time.monotonic(), random.Random(11), {}, []
    with tempfile.TemporaryDirectory(prefix='runform-count-') as box:
        one(count=os.path.join(box, 'count'))
        counts = counted(os.path.join(box, 'count'))
    for kind in KINDS:
        for n in picked(kind, counts.get(kind, 0), dice):
            tried[kind] = tried.get(kind, 0) + 1
            try:
                one('%s:%d' % (kind, n))
            except Wrong as e:
                wrong.append('%s:%d: %s' % (kind, n, e))
                print(wrong[-1], flush=True)
    print('%d faults (%s) of %d in %.0f s, %d not met as promised' % (sum(tried.values()), ', '.join('%d %s' % (n, k) for k, n in tried.items()), sum(counts.values()),
                                                                      time.monotonic() - begun, len(wrong)))
    sys.exit(1 if wrong else 0)


main()
