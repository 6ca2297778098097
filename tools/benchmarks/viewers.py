"""What a live session costs its viewers, and what they cost it: twenty of them, five of which never read."""
import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time

from benchmarks.common import ROOT, Missing, row, say

VIEWERS, STALLED, SECONDS, WARM_UP_S, HZ = 20, 5, 30, 3, 32


def quantile(values, share):
    v = sorted(values)
    return v[min(len(v) - 1, int(share * len(v)))] if v else float('nan')


class Readers(threading.Thread):
    """Plain sockets that read the stream and note when each message came; and some that only listen and never read."""

    def __init__(self, port, n, stalled):
        super().__init__(daemon=True)
        self.selector, self.late, self.over, self.waiting = selectors.DefaultSelector(), [], False, {}
        self.start_us = 0
        for k in range(n + stalled):
            s = socket.socket()
            if k >= n:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.connect(('127.0.0.1', port))
            s.sendall(b'GET /live/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n' % port)
            self.waiting[s] = b''
            if k < n:
                self.selector.register(s, selectors.EVENT_READ)
        self.begun = time.time()

    def run(self):
        while not self.over:
            for key, _ in self.selector.select(0.2):
                data = key.fileobj.recv(1 << 16)
                now = time.time()
                if not data:
                    self.selector.unregister(key.fileobj)
                    continue
                *whole, self.waiting[key.fileobj] = (self.waiting[key.fileobj] + data).split(b'\n\n')
                for m in whole:
                    at = m.find(b'data: ')
                    if at >= 0:
                        self.take(m[at + 6:].split(b'\n')[0], now)

    def take(self, text, now):
        try:
            message = json.loads(text)
        except ValueError:
            return                                                                   # a chunk's length stands in it
        if message.get('whole'):
            self.start_us = message['start_us']
        elif 'signal' in message and self.start_us and now - self.begun > WARM_UP_S:
            s = message['signal']
            self.late += [1e3 * (now - self.start_us / 1e6 - (s['from'] + i) / HZ) for i in range(len(s['g']))]

    def close(self):
        self.over = True
        self.join()
        for s in self.waiting:
            s.close()


IN_BROWSER = '''(function () { window.late = []; var start = 0, begun = Date.now(); var e = new EventSource('/live/events');
  e.onmessage = function (x) { var m = JSON.parse(x.data); if (m.whole) { start = m.start_us / 1000; return; } if (!m.signal || Date.now() - begun < %d) return;
    requestAnimationFrame(function () { var now = Date.now(); m.signal.g.forEach(function (v, i) { window.late.push(now - start - 1000 * (m.signal.from + i) / %d); }); }); }; }())'''


def live(bench, sensor, viewers):
    """A session with so many viewers. @return (the recording's line_ms, program_ms, what plain viewers saw, what a browser saw), in ms."""
    sys.path.insert(0, os.path.join(ROOT, 'tools'))
    sys.path.insert(0, os.path.join(ROOT, 'tests', 'write'))
    import browser
    import live_latency
    names = ('foot_left', 'foot_right', 'pelvis')
    with tempfile.TemporaryDirectory(prefix='runform-viewers-') as folder:
        subprocess.run([bench.program, 'simulate', '--out', folder + '/run', '--sensors', 'foot:left,foot:right,pelvis', '--seconds', str(SECONDS), '--seed', '11'],
                       check=True, stdout=subprocess.DEVNULL)
        os.mkdir(folder + '/ports')
        sensors = subprocess.Popen([sensor, '--link', folder + '/ports', '--emitted', folder + '/run'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ports = [folder + '/ports/' + n for n in names]
        while not all(os.path.exists(p) for p in ports) and sensors.poll() is None:
            time.sleep(0.05)
        with open(folder + '/out', 'w') as out:
            p = subprocess.Popen([bench.program, 'live', *ports, '--plain', '--timing', '--wait', '0', '-q', '--no-sound', '--serve', '--port', '0', '--record', folder + '/run.live'],
                                 stdout=out, stderr=subprocess.PIPE, env=dict(os.environ, XDG_CONFIG_HOME=folder))
        line = p.stderr.readline().decode()
        if 'http://' not in line:
            p.wait()
            sensors.kill()
            sensors.wait()
            raise Missing(line.strip() or 'runform live --serve did not begin')
        url = line.split()[-1]
        readers, page, seen = None, None, []
        if viewers:
            if browser.found():
                page = browser.Browser()
                page.size(1440, 900)
                page.open(url)
                page.ask(IN_BROWSER % (1000 * WARM_UP_S, HZ))
            readers = Readers(int(url.rstrip('/').rsplit(':', 1)[1]), viewers - STALLED - (2 if page else 0), STALLED)
            readers.start()
            time.sleep(SECONDS - 4)
            if page:
                seen = page.ask('window.late')
                page.close()
        p.wait()
        sensors.wait()
        if readers:
            readers.close()
        with open(folder + '/out') as f:
            lines = [json.loads(x) for x in f]
        events = [(x['written_us'] - x['came_us']) / 1e3 for x in lines if x['kind'] in ('initial_contact', 'terminal_contact', 'step') and 'came_us' in x]
        start = next(int(x['clock_us']) for x in lines if 'clock_us' in x)
        return live_latency.line_ms(folder + '/run.live', start), events, readers.late if readers else [], seen


def rows(bench):
    sensor = os.path.join(os.path.dirname(bench.program), 'firmware-host', 'runform-sensor')
    if not os.access(sensor, os.X_OK):
        raise Missing('%s is not there' % sensor)
    say('a live session without viewers')
    alone = live(bench, sensor, 0)
    say('the same with %d viewers, of which %d never read' % (VIEWERS, STALLED))
    watched = live(bench, sensor, VIEWERS)
    text = '%d viewers, %d of them stalled: ' % (VIEWERS, STALLED)
    yield row('viewers', text + 'a sample to a plain reader, 95 of 100', quantile(watched[2], 0.95), 'ms', 150, better='less', note='median %.1f' % quantile(watched[2], 0.5))
    if watched[3]:
        yield row('viewers', text + 'a sample to the next frame of Chromium, 95 of 100', quantile(watched[3], 0.95), 'ms', 150, better='less', note='median %.1f' % quantile(watched[3], 0.5))
    yield row('viewers', text + 'a frame leaves the sensor to its bytes being read, 99 of 100', quantile(watched[0], 0.99), 'ms', reference='no viewers', reference_value=quantile(alone[0], 0.99),
              better='less', note='median %.2f and %.2f' % (quantile(watched[0], 0.5), quantile(alone[0], 0.5)))
    yield row('viewers', text + 'the last byte an event needs to its line, 95 of 100', quantile(watched[1], 0.95), 'ms', reference='no viewers', reference_value=quantile(alone[1], 0.95),
              better='less', note='median %.2f and %.2f' % (quantile(watched[1], 0.5), quantile(alone[1], 0.5)))
