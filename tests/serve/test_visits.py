"""Uploads and their analyses, kind and hostile ones: usage test_visits.py PROGRAM"""
import gzip
import json
import os
import re
import signal
import struct
import subprocess
import tarfile
import unittest
import zipfile

from server import PROGRAM, Case, Server, main, multipart, pelvis_rows, table, until

SCRIPT = '<script>alert(1)</script>'
RUN = table(pelvis_rows(30)).encode()


def text_of(path):
    try:
        with open(path, encoding='ascii', errors='replace') as f:
            return f.read()
    except OSError:
        return ''


def sanitized():
    with open(PROGRAM, 'rb') as f:
        return b'__asan_init' in f.read()


class Visits(Case):
    def setUp(self):
        super().setUp()
        self.server = Server(self.folder)
        self.addCleanup(self.server.close)

    def output(self, visit, name):
        status, headers, body = self.server.get('/session/%s/file/%s' % (visit['id'], name))
        self.assertEqual(status, 200, name)
        self.assertIn('attachment; filename="runform-%s"' % name, headers['Content-Disposition'])
        return body

    def test_a_recording_becomes_what_the_command_line_makes_of_it(self):
        v = self.server.analysed([('pelvis.csv', RUN)], {'height_m': 1.8, 'for': 'runner'})
        self.assertEqual((v['state'], v['running_found']), ('done', True), v)
        self.write('pelvis.csv', RUN)
        names = [o['name'] for o in v['outputs']]
        self.assertIn('report.md', names)
        self.run_program('analyze', '--height', '1.800', '--for', 'runner', 'pelvis.csv', '-q',
                         *(x for n in names for x in ('--' + ('json' if n == 'session.json' else 'fit' if n == 'session.fit' else n.split('.')[0]), n)))
        for n in names:
            self.assertEqual(self.output(v, n), self.read(n), n)
        status, headers, body = self.server.get('/session/%s/report' % v['id'])
        self.assertEqual((status, body), (200, self.read('report.html')))
        packed = self.server.get('/session/%s/report' % v['id'], headers={'Accept-Encoding': 'gzip'})
        self.assertEqual((packed[1]['Content-Encoding'], gzip.decompress(packed[2])), ('gzip', body))
        self.assertLess(len(packed[2]), 100 * 1024)
        self.assertTrue(headers['Content-Security-Policy'].startswith('sandbox allow-scripts;'))
        self.assertNotIn('allow-same-origin', headers['Content-Security-Policy'])

    def test_text_from_outside_is_text(self):
        names = ['../../../etc/%s.csv' % SCRIPT, '"><img src=x onerror=alert(1)>.csv', 'a\tb\x7f\xe9.csv'.encode('latin-1'), '.', 'x' * 5000]
        v = self.server.analysed([(n.replace('"', '%22') if isinstance(n, str) else n, RUN[:-200 * (i + 1)]) for i, n in enumerate(names)],
                                 {'notes': {'place': SCRIPT, 'text': SCRIPT}})
        self.assertEqual(v['state'], 'done', v)
        self.assertTrue(all(re.fullmatch(r'input-\d+|run-\d+|names|notes|[0-9a-f]{32}|[a-z]+\.[a-z]+|serve-\w{6}|runform', n.split('/')[-1]) for n in self.server.folders()),
                        self.server.folders())
        for path in ('/session/%s/report' % v['id'], '/session/' + v['id'], '/session/%s/file/report.html' % v['id']):
            self.assertNotIn(b'<script>alert', self.server.get(path)[2])
        self.assertNotIn(b'<img', self.output(v, 'report.html'))
        answer = self.server.get('/api/visits/' + v['id'])
        self.assertEqual(answer[1]['Content-Type'], 'application/json')
        self.assertEqual(len({f['name'] for f in v['files']}), len(names))

    def test_what_cannot_be_read_is_left_out_with_the_reason(self):
        v = self.server.analysed([('notes.txt', b'A fine run.\n'), ('pelvis.csv', RUN), ('photo.png', b'\x89PNG\r\n\x1a\n' + b'x' * 100)])
        self.assertEqual(v['state'], 'done', v)
        self.assertEqual([f['left_out'] for f in v['files']], [True, False, True])
        self.assertIn('picture', v['files'][2]['why'])
        v = self.server.analysed([('photo%s.png' % SCRIPT, b'\x89PNG\r\n\x1a\n' + b'x' * 100)])
        self.assertEqual((v['state'], v['outputs']), ('failed', []))
        self.assertIn('photo', v['error'])
        self.assertNotIn('input-1', v['error'])

    def test_a_placement_is_corrected(self):
        v = self.server.analysed([('log.csv', RUN)])
        first = json.loads(self.output(v, 'session.json'))
        status, _, body = self.server.post('/api/visits/%s/again' % v['id'], {'files': [{'placement': 'trunk', 'side': 'middle'}], 'standing': '0-2', 'height_m': 1.7})
        self.assertEqual(status, 200, body)
        v = self.server.ended(v['id'])
        second = json.loads(self.output(v, 'session.json'))
        self.assertEqual((second['sensors'][0]['placement'], second['sensors'][0]['placed_by']), ('trunk', 'told'))
        self.assertNotEqual(first['sensors'][0]['placed_by'], 'told')
        self.assertEqual(self.server.post('/api/visits/%s/again' % v['id'], {'files': [{'placement': 'nose'}]})[0], 422)
        self.assertEqual(self.server.post('/api/visits/' + '0' * 32 + '/again', {})[0], 404)

    def test_a_dataset_of_many_files_is_one_to_take_along(self):
        v = self.server.analysed([('pelvis.csv', RUN)])
        self.assertNotIn('bids.tar', [o['name'] for o in v['outputs']])
        self.server.post('/api/visits/%s/again' % v['id'], {'trees': True})
        v = self.server.ended(v['id'])
        self.assertEqual(v['state'], 'done', v)
        self.write('bids.tar', self.output(v, 'bids.tar'))
        with tarfile.open(self.path('bids.tar')) as t:
            names = t.getnames()
        self.assertIn('bids/dataset_description.json', names)
        self.assertTrue(any(n.endswith('_motion.tsv') or n.endswith('_motion.tsv.gz') for n in names), names)

    def test_sensors_come_in_a_zip(self):
        with zipfile.ZipFile(self.path('run.zip'), 'w', zipfile.ZIP_DEFLATED) as z:
            z.writestr('foot_left.csv', RUN)
            z.writestr('pelvis.csv', RUN)
        v = self.server.analysed([('my run.zip', self.read('run.zip'))])
        self.assertEqual(v['state'], 'done', v)
        inputs = [s['input'] for s in json.loads(self.output(v, 'session.json'))['sensors']]
        self.assertEqual(sorted(inputs), ['my run.zip/foot_left.csv', 'my run.zip/pelvis.csv'])

    def test_a_report_holds_nothing_of_other_sessions(self):
        a = self.server.analysed([('anna-secret.csv', RUN)], {'notes': {'pain': {'during': 7}}})
        b = self.server.analysed([('bert.csv', RUN)])
        for o in b['outputs']:
            self.assertNotIn(b'anna', self.output(b, o['name']))
        self.assertNotIn('anna', json.dumps(self.server.visit(b['id'])))
        self.assertNotEqual(a['id'], b['id'])
        self.assertEqual(self.server.get('/session/%s/file/report.html' % ('0' * 32))[0], 404)
        self.assertEqual(self.server.get('/session/%s/file/input-1' % b['id'])[0], 404)

    def test_a_bomb_fails_its_own_report_alone(self):
        good = self.server.analysed([('pelvis.csv', RUN)])
        bombs = [('bomb.csv.gz', gzip.compress(b'0' * 30000000)), ('deep.json', b'{"a":' * 200000), ('cut.fit', b'\x0e\x10\x00\x00\xff\xff\xff\x7f.FIT' + b'\x00' * 40),
                 ('x.zip', b'PK\x03\x04' + struct.pack('<HHHHH', 20, 0, 8, 0, 0) + b'\xff' * 40)]
        for name, data in bombs:
            self.assertEqual(self.server.analysed([(name, data)])['state'], 'failed', name)
        self.assertEqual(self.server.visit(good['id'])['state'], 'done')
        self.assertTrue(self.output(good, 'report.html'))

    def test_it_is_deleted_when_asked(self):
        v = self.server.analysed([('pelvis.csv', RUN)])
        self.assertEqual(self.server.post('/api/visits/%s/delete' % v['id'], {})[0], 200)
        self.assertEqual(self.server.get('/api/visits/' + v['id'])[0], 404)
        self.assertEqual([n for n in self.server.folders() if v['id'] in n], [])

    def test_an_analysis_is_cancelled(self):
        long = table(pelvis_rows(60)).encode()
        body = long + b''.join(long.split(b'\n', 1)[1] for _ in range(60))  # an hour whose clock jumps back each minute
        name = json.loads(self.server.upload([('pelvis.csv', body)])[2])['id']
        self.server.post('/api/visits/%s/cancel' % name, {})
        v = self.server.ended(name)
        self.assertIn(v['state'], ('cancelled', 'done'))
        self.assertEqual(v['outputs'] == [], v['state'] == 'cancelled')

    def test_an_upload_that_breaks_off_leaves_nothing(self):
        body, kind = multipart([('pelvis.csv', RUN)])
        before = self.server.folders()
        with self.server.connection() as s:
            s.sendall(('POST /api/visits HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (self.server.host, kind, len(body))).encode() + body[:50000])
            until(lambda: any('input-1' in n for n in self.server.folders()), 'the upload is not streamed to the disk')
        until(lambda: self.server.folders() == before, 'a broken upload stays')

    def test_uploads_at_once_are_counted(self):
        head = 'POST /api/visits HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=part\r\nContent-Length: 9999\r\n\r\n--part\r\n' % self.server.host
        many = [self.server.connection() for _ in range(8)]
        try:
            for s in many:
                s.sendall(head.encode())
            until(lambda: len(self.server.folders()) == 2 + len(many), 'not every upload was begun')
            self.assertEqual(self.server.upload([('a.csv', b'x')])[0], 503)
        finally:
            for s in many:
                s.close()
        until(lambda: self.server.upload([('a.csv', b'x')])[0] == 201, 'uploads that broke off still count')

    def test_memory_does_not_grow_with_the_upload(self):
        megabytes = int(os.environ.get('RUNFORM_UPLOAD_MB', '24'))
        rows = RUN.split(b'\n', 1)[1]
        self.server.upload([('small.csv', RUN)])
        self.server.get('/')
        before = self.server.peak_kib()
        status = self.server.upload([('pelvis.csv', RUN + rows * (megabytes * 1000000 // len(rows)))])[0]
        self.assertEqual(status, 201)
        grown = self.server.peak_kib() - before
        self.assertLess(grown, 16 * 1024 if not sanitized() else 64 * 1024)
        print('an upload of %d MB: %d KiB more' % (megabytes, grown))


class Killed(Case):
    def restart(self):
        server = Server(self.folder)
        self.addCleanup(server.close)
        return server

    def test_nothing_half_done_is_left_by_a_kill(self):
        for moment in ('upload', 'analysis'):
            server = self.restart()
            if moment == 'upload':
                body, kind = multipart([('pelvis.csv', RUN)])
                s = server.connection()
                self.addCleanup(s.close)
                s.sendall(('POST /api/visits HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (server.host, kind, len(body))).encode() + body[:60000])
                until(lambda: any('input-1' in n for n in server.folders()), 'nothing arrived')
            else:
                rows = RUN.split(b'\n', 1)[1]
                server.upload([('pelvis.csv', RUN + rows * 40)])
            self.assertEqual(server.close(signal.SIGKILL), -signal.SIGKILL)
            self.assertTrue(any('input-1' in n for n in server.folders()), 'there was nothing to sweep')
            server = self.restart()
            until(lambda: not any('input-1' in n for n in server.folders()), 'what a kill left is not swept after a kill in the ' + moment)
            self.assertEqual(server.close(), 0)

    def test_a_living_server_is_not_swept(self):
        a = self.restart()
        v = a.analysed([('pelvis.csv', RUN)])
        b = self.restart()
        self.assertEqual(b.close(), 0)
        self.assertEqual(a.get('/session/%s/report' % v['id'])[0], 200)

    def test_the_analysis_dies_with_its_server(self):
        server = self.restart()
        rows = RUN.split(b'\n', 1)[1]
        children, name, found = '/proc/%d/task' % server.process.pid, [None], []

        def started():  # on a busy machine an analysis may be over before it is seen
            if name[0] is None or server.visit(name[0])['state'] == 'done':
                name[0] = json.loads(server.upload([('pelvis.csv', RUN + rows * 100)])[2])['id']
            found[:] = [c for t in os.listdir(children) for c in text_of('%s/%s/children' % (children, t)).split()]
            return found
        until(started, 'no worker is seen')
        server.close(signal.SIGKILL)
        for pid in found:
            until(lambda: text_of('/proc/%s/stat' % pid).split(')')[-1][:2] in ('', ' Z'), 'the worker lives on')


class Confined(Case):
    def test_a_confined_analysis_is_the_same(self):
        self.write('pelvis.csv', RUN)
        a = self.run_program('analyze', 'pelvis.csv', '--json', 'a.json', '-q')
        b = self.run_program('analyze', '--confined', 'pelvis.csv', '--json', 'b.json', '-q')
        self.assertEqual((a.returncode, b.returncode), (0, 0), b.stderr)
        self.assertEqual(self.read('a.json'), self.read('b.json'))

    @unittest.skipIf(sanitized(), 'a sanitizer needs more than a confined process has')
    def test_it_reaches_nothing_outside_its_folder(self):
        os.mkdir(self.path('inside'))
        for name in ('pelvis.csv', 'inside/pelvis.csv'):
            self.write(name, RUN)

        def inside(*words):
            return subprocess.run([PROGRAM, 'analyze', '--confined', *words, '-q'], cwd=self.path('inside'), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        r = inside('../pelvis.csv')
        if r.returncode == 0:
            self.skipTest('this kernel has no Landlock')
        self.assertEqual(r.returncode, 3)
        self.assertIn(b'Permission denied', r.stderr)
        self.assertEqual(inside('pelvis.csv', '--events', '../e.csv').returncode, 4)
        self.assertNotIn('e.csv', self.files())
        self.assertEqual(inside('pelvis.csv', '--events', 'e.csv').returncode, 0)


if __name__ == '__main__':
    main()
