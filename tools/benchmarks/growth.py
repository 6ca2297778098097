"""How time and memory grow with the length of a recording and with its sensors.

An hour is simulated; longer recordings are that hour again and again, without a time column, through a pipe: a hundred hours need no room on disk.
"""
import os
import shutil
import subprocess

from benchmarks.common import CACHE, row, run, say

A_CONTACT = 224
LENGTHS, DAY = ((1, 100), (10, 100), (100, 100)), (24, 400) # hours, Hz
SENSORS = ('pelvis', 'foot:left', 'foot:right', 'shank:left', 'shank:right', 'thigh:left', 'thigh:right', 'trunk')


def hour(bench, rate):
    """(header, body) of an hour without its times, as files."""
    head, body = os.path.join(CACHE, 'hour-header.csv'), os.path.join(CACHE, 'hour-body-%dhz.csv' % rate)
    if not os.path.exists(body):
        with open(bench.recording('pelvis', 3600, rate)) as f, open(head, 'w') as h, open(body + '.tmp', 'w') as b:
            h.write(next(f).split(',', 1)[1])
            b.writelines(line.split(',', 1)[1] for line in f)
        os.replace(body + '.tmp', body)
    return head, body


def length_rows(bench):
    first = None
    for h, rate in LENGTHS[:2] if bench.quick else (*LENGTHS, DAY):
        say('growth: %d h at %d Hz' % (h, rate))
        head, body = hour(bench, rate)
        feeder = subprocess.Popen(['cat', head, *[body] * h], stdout=subprocess.PIPE)
        t = run([bench.program, 'analyze', '-', '--placement', 'pelvis', '--rate', str(rate), '-q', '--progress=none', '--steps', 's.csv', '--json', 'j.json'], stdin=feeder.stdout)
        feeder.stdout.close()
        feeder.wait()
        with open(os.path.join(CACHE, 's.csv'), 'rb') as f:
            contacts = sum(1 for _ in f) - 1
        beyond = (t.peak - A_CONTACT * contacts) / 2**20
        first = first or ('of %d h at %d Hz' % (h, rate), t.cpu / h, beyond)
        yield row('growth', '%d h at %d Hz, time an hour' % (h, rate), t.cpu / h, 's', reference=first[0], reference_value=first[1], better='less')
        yield row('growth', '%d h at %d Hz: peak beyond its %d contacts' % (h, rate, contacts), beyond, 'MiB', 32, first[0], first[2], better='less')


def analyse(bench, inputs):
    return run([bench.program, 'analyze', *inputs, '-q', '--progress=none', '--steps', 's.csv', '--json', 'j.json'])


def sensor_rows(bench):
    work, first = os.path.join(CACHE, 'growth'), None
    for n in (1, 2, 4, 8):
        say('growth: %d sensors' % n)
        bench.simulate(work, ','.join(SENSORS[:n]), 600, 200)
        t = min((analyse(bench, [work]) for _ in range(3)), key=lambda x: x.cpu)
        shutil.rmtree(work)
        first = first or t
        yield row('growth', '10 min at 200 Hz, %d sensor%s: time a sensor' % (n, 's' if n > 1 else ''), 1e3 * t.cpu / n, 'ms', reference='of one', reference_value=1e3 * first.cpu, better='less')
