"""How time and memory grow with the length of a recording and with its sensors. Takes minutes and some GB of disk, given back at the end."""
import os
import shutil

from benchmarks.common import CACHE, Missing, row, run, say

RATE, BYTES_A_ROW = 100, 62
HOURS, SENSORS = (1, 10, 100), ('pelvis', 'foot:left', 'foot:right', 'shank:left', 'shank:right', 'thigh:left', 'thigh:right', 'trunk')


def analyse(bench, inputs):
    return run([bench.program, 'analyze', *inputs, '-q', '--progress=none', '--steps', 's.csv', '--json', 'j.json'])


def length_rows(bench):
    hours = HOURS[:2] if bench.quick else HOURS
    work, first = os.path.join(CACHE, 'growth'), None
    for h in hours:
        if shutil.disk_usage(CACHE).free < 2 * h * 3600 * RATE * BYTES_A_ROW + (1 << 30):
            raise Missing('no room on disk for %d h' % h)
        say('growth: %d h' % h)
        bench.simulate(work, 'pelvis', h * 3600, RATE)
        t = analyse(bench, [os.path.join(work, 'pelvis.csv')])
        with open(os.path.join(CACHE, 's.csv'), 'rb') as f:
            contacts = sum(1 for _ in f) - 1
        shutil.rmtree(work)
        first = first or (h, t, contacts)
        yield row('growth', '%d h at %d Hz, time an hour' % (h, RATE), t.cpu / h, 's', reference='of %d h' % first[0], reference_value=first[1].cpu / first[0], better='less')
        yield row('growth', '%d h: peak, less 224 bytes a contact' % h, (t.peak - 224 * contacts) / 2**20, 'MiB', 32, 'of %d h' % first[0], (first[1].peak - 224 * first[2]) / 2**20, better='less')


def sensor_rows(bench):
    work, first = os.path.join(CACHE, 'growth'), None
    for n in (1, 2, 4, 8):
        say('growth: %d sensors' % n)
        bench.simulate(work, ','.join(SENSORS[:n]), 600, 200)
        t = min((analyse(bench, [work]) for _ in range(3)), key=lambda x: x.cpu)
        shutil.rmtree(work)
        first = first or t
        yield row('growth', '10 min at 200 Hz, %d sensor%s: time a sensor' % (n, 's' if n > 1 else ''), 1e3 * t.cpu / n, 'ms', reference='of one', reference_value=1e3 * first.cpu, better='less')
