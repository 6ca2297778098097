"""What the tests of the server share: `runform serve` on a port of the kernel's choice, in a folder of its own, and requests as bytes."""
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'cli'))
from program import PROGRAM, Case, main, pelvis_rows, table  # noqa: E402,F401

PATIENCE_S = 60


class Server:
    """Started at once; `address` is what it printed."""

    def __init__(self, folder, *options, env=None):
        self.cache = os.path.join(folder, 'cache')
        e = {**os.environ, 'XDG_CACHE_HOME': self.cache, 'XDG_DATA_HOME': os.path.join(folder, 'data'), **(env or {})}
        self.process = subprocess.Popen([PROGRAM, 'serve', '--port', '0', '--no-open', *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=e)
        if not select.select([self.process.stdout], [], [], PATIENCE_S)[0]:
            self.process.kill()
            raise AssertionError('the server says no address')
        self.address = self.process.stdout.readline().decode().strip()
        if not self.address:
            raise AssertionError(self.process.stderr.read().decode())
        self.port = int(self.address.split('/')[2].rsplit(':', 1)[1])
        self.host = '127.0.0.1:%d' % self.port

    def close(self, how=signal.SIGTERM):
        """@return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process.stderr.close()
        return self.process.returncode

    def ask(self, method, path, body=None, headers=None, host=None):
        """(status, headers, body) of one request on a connection of its own; the path goes out as it stands."""
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE_S)
        try:
            c.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for k, v in {'Host': host or self.host, **(headers or {})}.items():
                c.putheader(k, v)
            if body is not None:
                c.putheader('Content-Length', str(len(body)))
            c.endheaders(body)
            r = c.getresponse()
            return r.status, r.headers, r.read()
        finally:
            c.close()

    def get(self, path, **more):
        return self.ask('GET', path, **more)

    def post(self, path, value, headers=None):
        return self.ask('POST', path, json.dumps(value).encode(), {'Content-Type': 'application/json', **(headers or {})})

    def upload(self, files, told=None, headers=None):
        body, kind = multipart(files, told)
        return self.ask('POST', '/api/visits', body, {'Content-Type': kind, **(headers or {})})

    def visit(self, path):
        return json.loads(self.get('/api/visits/' + path)[2])

    def analysed(self, files, told=None):
        """A visit after its analysis."""
        status, _, body = self.upload(files, told)
        if status != 201:
            raise AssertionError('%d %s' % (status, body))
        return self.ended(json.loads(body)['id'])

    def ended(self, name):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            v = self.visit(name)
            if v['state'] not in ('waiting', 'running'):
                return v
            time.sleep(0.02)
        raise AssertionError('the analysis does not end')

    def connection(self):
        return socket.create_connection(('127.0.0.1', self.port), PATIENCE_S)

    def folders(self):
        """Names of what lies in its work folders, without locks."""
        return sorted(os.path.join(os.path.relpath(f, self.cache), n) for f, d, names in os.walk(self.cache) for n in names + d if n != 'lock')

    def peak_kib(self):
        with open('/proc/%d/status' % self.process.pid, encoding='ascii') as f:
            return next(int(line.split()[1]) for line in f if line.startswith('VmHWM'))


def multipart(files, told=None, boundary=None):
    """(body, content type); files are (name, bytes)."""
    b = (boundary or uuid.uuid4().hex).encode()
    parts = []
    if told is not None:
        parts.append(b'Content-Disposition: form-data; name="told"\r\n\r\n' + (told if isinstance(told, bytes) else json.dumps(told).encode()))
    for name, data in files:
        parts.append(b'Content-Disposition: form-data; name="file"; filename="' + (name if isinstance(name, bytes) else name.encode()) +
                     b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + data)
    return b''.join(b'--' + b + b'\r\n' + p + b'\r\n' for p in parts) + b'--' + b + b'--\r\n', 'multipart/form-data; boundary=' + b.decode()


def until(says, why):
    end = time.monotonic() + PATIENCE_S
    while not says():
        if time.monotonic() > end:
            raise AssertionError(why)
        time.sleep(0.02)
