"""What a person waits for: the program's start, a live session's words and clicks, the report in a browser."""
import json
import os
import statistics
import subprocess
import sys

from benchmarks.common import CACHE, ROOT, Missing, least, row, run, say, skipped


def start_rows(bench):
    many = [bench.turns(ours=[bench.program, '--version'], true=['true']) for _ in range(10)]
    ours, true = (min(least(m[k], 'wall') for m in many) * 1e3 for k in ('ours', 'true'))
    yield row('start', 'start-up: runform --version', ours, 'ms', 5, 'true', true, better='less')


def live_rows(bench):
    r = subprocess.run([sys.executable, os.path.join(ROOT, 'tools', 'live_latency.py'), '--json', bench.program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode:
        raise Missing(r.stderr.decode(errors='replace').strip().splitlines()[-1] if r.stderr else 'tools/live_latency.py: exit %d' % r.returncode)
    for session in json.loads(r.stdout):
        for part, text in (('line_ms', 'a frame leaves the sensor to its bytes being read'), ('program_ms', 'the last byte an event needs to its line'),
                           ('event_ms', 'the contact to its line'), ('sound_ms', 'the line to the click')):
            d = session.get(part)
            if d:
                yield row('live', '%s: %s, 99 of 100' % (session['worn'], text), d['p99'], 'ms', better='less', note='median %s' % d['p50'])
            else:
                yield skipped('live', '%s: %s' % (session['worn'], text), 'not measured here')


def cost_rows(bench):
    """A recorded live session would do as well: one sensor's analysis in real time, as a share of one processor."""
    path = bench.recording('pelvis', rate=200)
    cost = {}
    for name, more in (('ours', ['--steps', 's.csv']), ('read', ['--read-alone'])):
        with open(path, 'rb') as f:
            t = run([bench.program, 'analyze', '-', '--placement', 'pelvis', '-q', '--progress=none', '--chunk', '256', *more], stdin=f)
        cost[name] = 100 * t.cpu / 1800
    yield row('live', 'engine of a live session, one sensor at 200 Hz, pieces of 256 bytes: share of one processor', cost['ours'], '%', reference='read alone', reference_value=cost['read'],
              better='less')


def page_rows(bench):
    sys.path.insert(0, os.path.join(ROOT, 'tests', 'write'))
    import browser
    path, page = bench.whole(), os.path.join(CACHE, 'report.html')
    run([bench.program, 'analyze', path + ':pelvis', '-q', '--progress=none', '--report', page])
    yield row('page', 'report of that recording', os.path.getsize(page) / 1e3, 'kB', better='less')
    if not browser.found():
        raise Missing('there is no Chromium')
    blank = os.path.join(CACHE, 'blank.html')
    with open(blank, 'w') as f:
        f.write('<!doctype html><title>nothing</title><p>nothing</p>')
    say('opening the report in a browser')
    with browser.Browser() as b:
        b.size(1440, 900)
        took = {p: statistics.median(b.open(p) for _ in range(5)) for p in (page, blank)}
    yield row('page', 'opened by Chromium, plots drawn', 1e3 * took[page], 'ms', reference='an empty page', reference_value=1e3 * took[blank], better='less')
