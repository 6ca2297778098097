"""A headless Chromium, driven over a pipe: open a page, ask it things, take its picture. Standard library alone.

    with Browser() as b:
        b.size(390, 800, phone=True)
        took_s = b.open('report.html')
        b.ask('document.title')

The browser speaks its debugging protocol over two inherited pipes, messages ended by a 0 byte; nothing listens on a port. What is asked runs beside
the page's own policy, which therefore stays as it is. Used by the tests and, from the command line, to make pictures:

    python3 tests/write/browser.py page.html picture.png [WIDTH [HEIGHT [dark]]]        (or paper.pdf)
"""
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time


def found():
    for name in ('chromium', 'chromium-browser', 'google-chrome'):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Broken(Exception):
    """The browser did not start, or did not answer in time."""


class Browser:
    FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
             '--disable-sync', '--disable-extensions', '--hide-scrollbars', '--remote-debugging-pipe', 'about:blank']

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix='runform-browser-')
        to_read, self.to_write = os.pipe()
        self.to_read, from_write = os.pipe()

        def pipes():  # the browser reads on 3 and writes on 4
            a, b = os.dup(to_read), os.dup(from_write)
            os.dup2(a, 3)
            os.dup2(b, 4)
        self.process = subprocess.Popen([found(), '--user-data-dir=' + self.profile, *self.FLAGS], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, pass_fds=(3, 4), preexec_fn=pipes, close_fds=True)
        os.close(to_read)
        os.close(from_write)
        self.waiting, self.events, self.number, self.session = b'', [], 0, None
        target = [t for t in self.send('Target.getTargets')['targetInfos'] if t['type'] == 'page'][0]
        self.session = self.send('Target.attachToTarget', targetId=target['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.send(domain + '.enable')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to_write)
        os.close(self.to_read)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, until):
        """The next message; events are kept."""
        while b'\0' not in self.waiting:
            if not select.select([self.to_read], [], [], max(0, until - time.monotonic()))[0]:
                raise Broken('the browser says nothing')
            piece = os.read(self.to_read, 1 << 16)
            if not piece:
                raise Broken('the browser ended')
            self.waiting += piece
        line, self.waiting = self.waiting.split(b'\0', 1)
        message = json.loads(line)
        if 'method' in message:
            self.events.append(message)
        return message

    def send(self, method, timeout=60, **params):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b'\0')
        until = time.monotonic() + timeout
        while True:
            answer = self.receive(until)
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise Broken('%s: %s' % (method, answer['error']))
                return answer['result']

    def wait_for(self, event, timeout=60):
        until = time.monotonic() + timeout
        while not any(e['method'] == event for e in self.events):
            self.receive(until)

    def size(self, width, height, phone=False, dark=False):
        self.send('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.send('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def open(self, path):
        """Seconds from asking for the page to its load event, scripts run and plots drawn."""
        del self.events[:]
        url = path if '://' in path else pathlib.Path(path).resolve().as_uri()
        start = time.monotonic()
        self.send('Page.navigate', url=url)
        self.wait_for('Page.loadEventFired')
        return time.monotonic() - start

    def ask(self, expression):
        r = self.send('Runtime.evaluate', expression=expression, returnByValue=True)
        if 'exceptionDetails' in r:
            raise Broken('%s: %s' % (expression, r['exceptionDetails']))
        return r['result'].get('value')

    def complaints(self):
        """Errors and warnings of the page since it was opened, and whatever it asked the network for."""
        self.ask('1')
        out = []
        for e in self.events:
            p = e['params']
            if e['method'] == 'Runtime.exceptionThrown':
                out.append(p['exceptionDetails'].get('text', '') + str(p['exceptionDetails'].get('exception', {}).get('description', '')))
            elif e['method'] == 'Log.entryAdded' and p['entry']['level'] in ('error', 'warning'):
                out.append(p['entry']['text'])
            elif e['method'] == 'Runtime.consoleAPICalled':
                out.append('console: %s' % p['args'])
            elif e['method'] == 'Network.requestWillBeSent' and not p['request']['url'].startswith(('file:', 'data:', 'about:')):
                out.append('asks for ' + p['request']['url'])
        return out

    def picture(self, path, whole=True):
        size = self.ask('[document.documentElement.scrollWidth, document.documentElement.scrollHeight, innerWidth]')
        clip = {'clip': {'x': 0, 'y': 0, 'width': size[2], 'height': size[1], 'scale': 1}} if whole else {}
        data = self.send('Page.captureScreenshot', format='png', captureBeyondViewport=whole, **clip)['data']
        with open(path, 'wb') as f:
            f.write(base64.b64decode(data))

    def paper(self, path=None):
        """The page as PDF, in the size that its own style sheet asks for. @return the number of sheets."""
        data = base64.b64decode(self.send('Page.printToPDF', preferCSSPageSize=True, printBackground=True)['data'])
        if path:
            with open(path, 'wb') as f:
                f.write(data)
        return data.count(b'/Type /Page\n') + data.count(b'/Type /Page ') or data.count(b'/Type/Page') - data.count(b'/Type/Pages')


def main():
    page, picture = sys.argv[1:3]
    width, height = (int(v) for v in (sys.argv[3:5] + ['1440', '900'][len(sys.argv[3:5]):]))
    with Browser() as b:
        b.size(width, height, phone=width < 600, dark='dark' in sys.argv)
        print('opened in %.3f s' % b.open(page))
        if picture.endswith('.pdf'):
            print('%d sheets' % b.paper(picture))
        else:
            b.picture(picture, whole='part' not in sys.argv)
        for c in b.complaints():
            print('complains: ' + c)


if __name__ == '__main__':
    main()
