"""What a runner waits for at the local page: an upload, and a session from the drop to its report."""
import http.client
import json
import os
import re
import shutil
import sys
import tempfile
import time

from benchmarks.common import CACHE, ROOT, Missing, least, row, say

THREE = ('foot_left', 'shank_left', 'pelvis')


def three_sensors(bench, seconds):
    folder = os.path.join(CACHE, 'three-%ds' % seconds)
    if not os.path.exists(folder):
        say('making %s' % os.path.relpath(folder, ROOT))
        bench.simulate(folder + '.tmp', 'foot:left,shank:left,pelvis', seconds, 200)
        os.replace(folder + '.tmp', folder)
    return [os.path.join(folder, n + '.csv') for n in THREE]


def post(server, paths):
    """The files as a browser sends them, read from the disk as they go. @return (seconds, the visit's id)."""
    c = http.client.HTTPConnection('127.0.0.1', server.port, timeout=600)
    heads = [b'--bench-part\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % os.path.basename(p).encode() for p in paths]
    length = sum(len(h) + os.path.getsize(p) + 2 for h, p in zip(heads, paths)) + len(b'--bench-part--\r\n')
    t = time.perf_counter()
    c.putrequest('POST', '/api/visits')
    c.putheader('Content-Type', 'multipart/form-data; boundary=bench-part')
    c.putheader('Content-Length', str(length))
    c.endheaders()
    for h, p in zip(heads, paths):
        c.send(h)
        with open(p, 'rb') as f:
            c.sock.sendfile(f)
        c.send(b'\r\n')
    c.send(b'--bench-part--\r\n')
    r = c.getresponse()
    body = r.read()
    took = time.perf_counter() - t
    c.close()
    if r.status != 201:
        raise Missing('the upload was answered with %d' % r.status)
    return took, json.loads(body)['id']


def report(server, paths):
    """Seconds from the drop to the last byte of the report."""
    t = time.perf_counter()
    _, name = post(server, paths)
    while server.visit(name)['state'] in ('waiting', 'running'):
        time.sleep(0.02)
    status, _, _ = server.get('/session/%s/report' % name)
    took = time.perf_counter() - t
    if status != 200:
        raise Missing('the report was answered with %d' % status)
    server.post('/api/visits/%s/delete' % name, {})
    return took


def weight(server, paths):
    """Bytes of both pages and of all they load, the report among them, as a browser gets them."""
    _, name = post(server, paths)
    while server.visit(name)['state'] in ('waiting', 'running'):
        time.sleep(0.02)
    seen, todo = {}, ['/', '/session/' + name, '/session/%s/report' % name]
    while todo:
        path = todo.pop()
        seen[path] = len(server.get(path, headers={'Accept-Encoding': 'gzip'})[2])
        if path.endswith('/report'):
            continue
        todo += [p for p in re.findall(r'[\'"](/static/[\w.]+|/features\.css)[\'"]', server.get(path)[2].decode()) if p not in seen and p not in todo]
    return sum(seen.values())


def upload_rows(server, paths, folder):
    size = sum(map(os.path.getsize, paths))
    before, took, plain = server.peak_kib(), [], []
    for _ in range(3):
        seconds, name = post(server, paths)
        took.append(seconds)
        server.post('/api/visits/%s/delete' % name, {})
        t = time.perf_counter()
        for p in paths:
            shutil.copyfile(p, os.path.join(folder, 'copy'))
        plain.append(time.perf_counter() - t)
    yield row('serve', 'upload of %d MB, from the first byte to the answer' % (size / 1e6), 1e3 * min(took), 'ms', reference='copying the files', reference_value=1e3 * min(plain),
              better='less')
    yield row('serve', 'memory that it takes', (server.peak_kib() - before) / 1024, 'MiB', 16, better='less')


def rows(bench):
    sys.path.insert(0, os.path.join(ROOT, 'tests', 'serve'))
    import server as tested
    tested.PROGRAM = bench.program
    folder = tempfile.mkdtemp(prefix='runform-bench-')
    try:
        server = tested.Server(folder)
    except AssertionError as e:
        shutil.rmtree(folder, ignore_errors=True)
        raise Missing(str(e).strip())
    try:
        paths = three_sensors(bench, 600 if bench.quick else 3600)
        yield row('serve', 'both pages with all they load and the report, packed', weight(server, paths) / 1024, 'KiB', 200, better='less')
        yield from upload_rows(server, paths, folder)
        yield row('serve', 'three sensors, %d min at 200 Hz: from the drop to the report' % (10 if bench.quick else 60), min(report(server, paths) for _ in range(max(bench.runs, 3))), 's', 2,
                  better='less')
        words = [w for o in ('events', 'steps', 'curves', 'tidy', 'fit', 'json', 'report') for w in ('--' + o, os.path.join(folder, o))]
        yield row('serve', 'processor time of that analysis, every output written', least(bench.turns(ours=[bench.program, 'analyze', '-q', '--progress=none', *words, *paths])['ours']),
                  's', better='less')
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
