"""What is kept of an upload: usage test_keep.py PROGRAM"""
import json
import os
import signal
import unittest

from server import Case, Server, main, pelvis_rows, table, until

RUN = table(pelvis_rows(30)).encode()
SCRIPT = '<script>alert(1)</script>'


class Keep(Case):
    def setUp(self):
        super().setUp()
        self.server = Server(self.folder)
        self.addCleanup(lambda: self.server.close())
        if b'needs-history' in self.server.get('/features.css')[2]:
            self.skipTest('built without SQLite')

    def keep(self, visit, day, effort='easy', runner='Ada', **more):
        request = {'visit': visit['id'], 'name': visit['files'][0]['name'], 'runner': runner, 'day': day, 'effort': effort, 'anew': True, **more}
        status, _, body = self.server.post('/api/history/judge', request)
        self.assertEqual(status, 200, body)
        judged = json.loads(body)['judged']
        self.server.ended(visit['id'])
        status, _, body = self.server.post('/api/history/keep', request)
        self.assertEqual(status, 200, body)
        return judged, json.loads(body)

    def sessions(self, runner='Ada'):
        return json.loads(self.server.get('/api/history/sessions?runner=' + runner)[2])['sessions']

    def finding(self, visit, name):
        found = json.loads(self.server.get('/session/%s/file/session.json' % visit['id'])[2])
        return next(p for p in found['patterns'] if p['id'] == name)

    def test_recovery_is_judged_by_what_was_kept_before(self):
        for day in range(1, 8):
            judged, kept = self.keep(self.server.analysed([('pelvis.csv', RUN[:-100 * day])]), '2026-05-%02d' % day, 'hard')
            self.assertEqual((judged, kept['did']), (day > 1, 'new'))
        v = self.server.analysed([('pelvis.csv', RUN)])
        self.assertEqual(self.finding(v, 'short_recovery')['status'], 'cannot_tell')
        self.assertTrue(self.keep(v, '2026-05-08', 'hard')[0])
        self.assertEqual(self.finding(v, 'short_recovery')['status'], 'flagged')
        self.assertNotIn('Ada', json.dumps(self.server.visit(v['id'])))
        rows = self.sessions()
        self.assertEqual([r['day'] for r in rows][:2], ['2026-05-08', '2026-05-07'])
        self.assertIn('short_recovery', rows[0]['flagged'])
        # another runner's list knows nothing of it
        other = self.server.analysed([('pelvis.csv', RUN[:-1])])
        self.assertFalse(self.keep(other, '2026-05-08', 'hard', runner='Bert')[0])
        self.assertEqual(self.finding(other, 'short_recovery')['status'], 'cannot_tell')

    def test_the_same_files_are_one_session(self):
        first = self.keep(self.server.analysed([('pelvis.csv', RUN)]), '2026-05-01')[1]
        second = self.keep(self.server.analysed([('other name.csv', RUN)]), '2026-05-01')[1]
        self.assertEqual((first['id'], second['did']), (second['id'], 'updated'))
        self.assertEqual(len(self.sessions()), 1)

    def test_a_session_is_not_kept_without_its_report(self):
        visit = self.server.analysed([('pelvis.csv', RUN)])
        report = next(os.path.join(f, 'report.html') for f, _, names in os.walk(self.server.cache) if 'report.html' in names)
        os.rename(report, report + '.whole')
        os.mkdir(report)                                                         # there, and cannot be read
        request = {'visit': visit['id'], 'name': 'run', 'runner': 'Ada', 'day': '2026-05-17', 'effort': 'easy'}
        status, _, body = self.server.post('/api/history/keep', request)
        self.assertEqual((status, b'report.html' in body), (500, True), body)
        self.assertEqual(self.sessions(), [])
        os.rmdir(report)
        os.rename(report + '.whole', report)
        status, _, body = self.server.post('/api/history/keep', request)
        self.assertEqual(status, 200, body)
        self.assertEqual(self.server.get('/api/history/sessions/1/report')[0], 200)

    def test_text_stays_text_in_the_history(self):
        v = self.server.analysed([(SCRIPT + '.csv', RUN)])
        self.keep(v, '2026-05-01', notes=SCRIPT, runner=SCRIPT, name=SCRIPT)
        for path in ('/history', '/history/1', '/api/history/sessions/1/report'):
            self.assertNotIn(SCRIPT.encode(), self.server.get(path)[2], path)
        status, headers, body = self.server.get('/api/history/sessions/1')
        self.assertEqual((status, headers['Content-Type'].split(';')[0]), (200, 'application/json'))

    def test_a_kill_in_a_save_leaves_all_or_nothing(self):
        for attempt in range(6):
            v = self.server.analysed([('pelvis.csv', RUN[:-10 * attempt - 1])])
            with self.server.connection() as s:
                body = json.dumps({'visit': v['id'], 'name': 'run', 'runner': 'Ada', 'day': '2026-05-%02d' % (attempt + 1), 'anew': True}).encode()
                s.sendall(('POST /api/history/keep HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % (self.server.host, len(body))).encode() + body)
                s.settimeout(0.004 * attempt + 0.001)
                try:
                    s.recv(1)
                except OSError:
                    pass
                self.server.close(signal.SIGKILL)
            self.server = Server(self.folder)
            for row in self.sessions():
                self.assertEqual(self.server.get('/api/history/sessions/%d' % row['id'])[0], 200)
                self.assertEqual(self.server.get('/api/history/sessions/%d/report' % row['id'])[0], 200)
            until(lambda: not any('input-1' in n for n in self.server.folders()), 'what a kill left is not swept')
        r = self.run_program('history', 'check', '--db', self.path('data/runform/history.sqlite'))
        self.assertEqual(r.returncode, 0, r.stderr)


if __name__ == '__main__':
    main()
