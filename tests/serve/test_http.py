"""Who may ask the server for what, and how much it takes: usage test_http.py PROGRAM"""
import os
import re
import signal
import socket
import subprocess
import time
import unittest

from server import PROGRAM, Case, Server, main, multipart, until

SCRIPT = '<script>alert(1)</script>'


class OfAServer(Case):
    options = ()

    def setUp(self):
        super().setUp()
        self.server = Server(self.folder, *self.options)
        self.addCleanup(self.server.close)


class Who(OfAServer):
    def test_pages_say_what_may_run_in_them(self):
        for path in ('/', '/static/common.js', '/features.css', '/nothing', '/session/x'):
            _, h, body = self.server.get(path, headers={'Accept': 'text/html'})
            policy = h['Content-Security-Policy']
            self.assertIn("script-src 'self'", policy)
            self.assertIn("default-src 'none'", policy)
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertNotIn('unsafe', policy)
            self.assertEqual(h['X-Content-Type-Options'], 'nosniff')
            self.assertEqual(h['Referrer-Policy'], 'no-referrer')
            self.assertEqual(h['Cross-Origin-Opener-Policy'], 'same-origin')
            self.assertNotRegex(body.decode(), r'<script(?! type="module" src="/static/[a-z]+\.js"></script>)| style=| on[a-z]+=')

    def test_a_name_that_was_rebound_is_refused(self):
        for host in ('evil.example', 'evil.example:%d' % self.server.port, '127.0.0.1', '127.0.0.1:1', 'localhost:%d.evil.example' % self.server.port,
                     '[::1', '', '192.168.1.1:%d' % self.server.port):
            self.assertEqual(self.server.get('/', host=host or ' ')[0], 403, host)
        for host in ('localhost:%d' % self.server.port, '[::1]:%d' % self.server.port):
            self.assertEqual(self.server.get('/', host=host)[0], 200, host)

    def test_posts_of_other_sites_are_refused(self):
        body, kind = multipart([('a.csv', b'x')])
        for headers in ({'Origin': 'http://evil.example'}, {'Origin': 'null'}, {'Origin': 'https://' + self.server.host}, {'Sec-Fetch-Site': 'cross-site'},
                        {'Sec-Fetch-Site': 'same-site'}, {'Origin': 'http://' + self.server.host + '.evil.example'}):
            self.assertEqual(self.server.ask('POST', '/api/visits', body, {'Content-Type': kind, **headers})[0], 403, headers)
        self.assertEqual(len(self.server.folders()), 2, 'a refused upload left something')
        ours = {'Origin': 'http://' + self.server.host, 'Sec-Fetch-Site': 'same-origin'}
        self.assertEqual(self.server.upload([('a.csv', b'x')], headers=ours)[0], 201)

    def test_a_form_of_another_page_cannot_look_like_ours(self):
        for kind in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'):
            self.assertEqual(self.server.ask('POST', '/api/visits/x/cancel', b'{}', {'Content-Type': kind})[0], 415, kind)

    def test_a_boundary_that_is_none_is_told_so(self):
        for kind in ('multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=B'):
            status, _, body = self.server.ask('POST', '/api/visits', b'--B--\r\n', {'Content-Type': kind})
            self.assertEqual(status, 400, kind)
            self.assertIn(b'no multipart form', body)

    def test_paths_reach_no_file(self):
        for path in ('/static/../../../etc/passwd', '/static/..%2f..%2f..%2fetc%2fpasswd', '/static/%2e%2e/meson.build', '/static/.hidden', '/static/',
                     '/session/..%2f..%2fx/report', '/session/x/file/..%2finput-1', '//etc/passwd', '/static/' + 'a' * 5000):
            status, _, body = self.server.get(path)
            self.assertIn(status, (400, 403, 404, 414), path)
            self.assertNotIn(b'root:', body)

    def test_methods_that_are_not_there_are_named(self):
        status, _, body = self.server.ask('DELETE', '/')
        self.assertEqual((status, b'GET' in body), (405, True))

    def test_embedded_files_are_packed_and_not_sent_twice(self):
        status, h, body = self.server.get('/static/common.js')
        packed = self.server.get('/static/common.js', headers={'Accept-Encoding': 'gzip'})
        self.assertEqual((status, packed[1]['Content-Encoding']), (200, 'gzip'))
        self.assertLess(len(packed[2]), len(body))
        self.assertEqual(self.server.get('/static/common.js', headers={'If-None-Match': h['ETag']})[0], 304)

    def test_the_first_page_weighs_less_than_200_kib(self):
        seen, todo = {}, ['/', '/session/x']
        while todo:
            path = todo.pop()
            seen[path] = len(self.server.get(path, headers={'Accept-Encoding': 'gzip', 'Accept': 'text/html'})[2])
            text = self.server.get(path)[2].decode()
            todo += [p for p in re.findall(r'[\'"](/static/[\w.]+|/features\.css)[\'"]', text) if p not in seen and p not in todo]
        self.assertGreater(len(seen), 6)
        self.assertLess(sum(seen.values()), 200 * 1024, seen)


class Token(Case):
    def test_listening_for_others_asks_for_a_token(self):
        server = Server(self.folder, '--listen', '0.0.0.0')
        self.addCleanup(server.close)
        token = server.address.split('?token=')[1]
        self.assertGreaterEqual(len(token), 32)
        self.assertEqual(server.get('/')[0], 401)
        self.assertEqual(server.get('/static/common.js')[0], 401)
        for wrong in (token[:-1], token + 'x', token[:-1] + ('0' if token[-1] != '0' else '1'), ''):
            self.assertEqual(server.get('/?token=' + wrong)[0], 401, wrong)
        status, h, _ = server.get('/?token=' + token)
        self.assertEqual((status, h['Location']), (303, '/'))
        self.assertIn('HttpOnly', h['Set-Cookie'])
        self.assertIn('SameSite=Lax', h['Set-Cookie'])
        self.assertEqual(server.get('/', headers={'Cookie': h['Set-Cookie'].split(';')[0]})[0], 200)
        self.assertEqual(server.get('/', headers={'Authorization': 'Bearer ' + token})[0], 200)
        self.assertEqual(server.get('/', headers={'Authorization': 'Bearer ' + token}, host='evil.example:%d' % server.port)[0], 403)
        self.assertEqual(server.get('/', headers={'Authorization': 'Bearer ' + token}, host='192.168.7.7:%d' % server.port)[0], 200)

    def test_a_token_of_ones_own_is_long_enough(self):
        r = self.run_program('serve', '--token', '--no-open', env={'RUNFORM_TOKEN': 'short'})
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'RUNFORM_TOKEN')


class Bounds(OfAServer):
    options = ('--most-mb', '2', '--stall', '1')

    def test_what_is_declared_too_large_is_refused_unread(self):
        for path, length, kind in (('/api/visits', 3000000, 'multipart/form-data; boundary=x'), ('/api/visits/x/again', 300000, 'application/json')):
            with self.server.connection() as s:
                s.sendall(('POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (path, self.server.host, kind, length)).encode())
                self.assertIn(b' 413 ', s.recv(4096).split(b'\r\n')[0])

    def test_a_body_without_a_length_is_bounded_too(self):
        chunk = b'10000\r\n' + b'x' * 65536 + b'\r\n'
        with self.server.connection() as s:
            s.sendall(('POST /api/visits HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=part\r\nTransfer-Encoding: chunked\r\n\r\n' % self.server.host).encode())
            head = b'--part\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
            s.sendall(b'%x\r\n%s\r\n' % (len(head), head))
            answer = b''
            try:
                for _ in range(200):
                    s.sendall(chunk)
            except OSError:
                pass
            try:
                answer = s.recv(4096)
            except OSError:
                pass
            self.assertIn(b' 413 ', answer.split(b'\r\n')[0])
        until(lambda: len(self.server.folders()) <= 2, 'the upload that was too large was not removed')

    def test_too_many_files_are_refused(self):
        self.assertEqual(self.server.upload([('%d.csv' % i, b'x') for i in range(65)])[0], 413)
        self.assertEqual(self.server.upload([('a.csv', b'x')], told=b'{"x":"' + b'y' * 70000 + b'"}')[0], 413)

    def test_who_sends_nothing_gets_408(self):
        starts = [b'', b'GET / HT', ('POST /api/visits HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=part\r\nContent-Length: 1000\r\n\r\n--part\r\n' %
                                      self.server.host).encode()]
        for start in starts:
            with self.server.connection() as s:
                s.sendall(start)
                self.assertIn(b' 408 ', s.recv(4096).split(b'\r\n')[0], start)

    def test_forms_that_are_none_are_refused(self):
        good, kind = multipart([('a.csv', b'1,2,3\n')], boundary='part')
        for body, type_ in ((good[:-20], kind), (b'nonsense', kind), (b'', kind), (good, 'multipart/form-data'), (good, 'application/json'),
                            (b'--part\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file name\r\n--part--\r\n', kind), (good.replace(b'"file"', b'"other"'), kind)):
            status = self.server.ask('POST', '/api/visits', body, {'Content-Type': type_})[0]
            self.assertIn(status, (400, 415), body[:60])
        for told in (b'no json', b'[]', b'{"height_m":17}', b'{"height_m":"1.8"}', b'{"speed":"--json x"}', b'{"standing":"2-6; rm"}', b'{"files":[{},{},{}]}',
                     b'{"files":[{"placement":"' + SCRIPT.encode() + b'"}]}'):
            self.assertEqual(self.server.upload([('a.csv', b'x')], told=told)[0], 422, told)
        until(lambda: len(self.server.folders()) <= 2, 'a refused form left something')

    def test_200_slow_clients_hold_nobody_up(self):
        slow = [self.server.connection() for _ in range(200)]
        try:
            for i, s in enumerate(slow):
                s.sendall(b'G' if i % 2 else ('GET / HTTP/1.1\r\nHost: %s\r\n' % self.server.host).encode())
            start = time.monotonic()
            self.assertEqual(self.server.get('/')[0], 200)
            self.assertLess(time.monotonic() - start, 10)
            until(lambda: all(b' 408 ' in s.recv(64, socket.MSG_PEEK) for s in slow), 'slow clients were not sent away')
        finally:
            for s in slow:
                s.close()
        self.assertEqual(self.server.get('/')[0], 200)


class Ends(Case):
    def test_a_port_that_is_taken_is_one_line(self):
        server = Server(self.folder)
        self.addCleanup(server.close)
        r = self.run_program('serve', '--no-open', '--port', str(server.port))
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, str(server.port), '--port 0')
        for address in ('nowhere', '203.0.113.9'):
            r = self.run_program('serve', '--no-open', '--port', '0', '--listen', address)
            self.assertEqual(r.returncode, 4)
            self.assert_one_line(r, address)

    def test_it_ends_cleanly_with_connections_open(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            server = Server(self.folder)
            idle = [server.connection() for _ in range(5)]
            idle[0].sendall(b'GET /')
            self.assertEqual(server.close(how), 0)
            self.assertEqual([n for n in server.folders() if 'serve-' in n], [])
            for s in idle:
                s.close()

    def test_the_browser_is_opened_with_the_address(self):
        os.mkdir(self.path('bin'))
        self.write('bin/xdg-open', '#!/bin/sh\nprintf %%s "$1" > %s\n' % self.path('opened'))
        os.chmod(self.path('bin/xdg-open'), 0o755)
        e = dict(os.environ, DISPLAY=':77', PATH=self.path('bin') + ':' + os.environ['PATH'], XDG_CACHE_HOME=self.path('cache'), XDG_DATA_HOME=self.path('data'))
        p = subprocess.Popen([PROGRAM, 'serve', '--port', '0'], stdout=subprocess.PIPE, env=e)
        try:
            address = p.stdout.readline().decode().strip()
            until(lambda: os.path.exists(self.path('opened')) and os.path.getsize(self.path('opened')), 'no browser was opened')
            self.assertEqual(self.read('opened').decode(), address)
        finally:
            p.terminate()
            p.wait(60)
            p.stdout.close()


if __name__ == '__main__':
    main()
