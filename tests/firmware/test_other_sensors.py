"""Other people's sensors on three ports at once, as they come: a WitMotion without times, an x-IMU3 in binary, a board that prints labelled lines.

usage: test_other_sensors.py RUNFORM
"""
import csv
import json
import math
import os
import pty
import struct
import subprocess
import sys
import tempfile
import time
import tty
import unittest

RUNFORM = os.path.abspath(sys.argv[1])
G, DEG = 9.80665, math.pi / 180
SECONDS = 16


def witmotion(t, a, g):
    def frame(kind, values):
        f = struct.pack('<BB4h', 0x55, kind, *[max(-32768, min(32767, round(v))) for v in values])
        return f + bytes([sum(f) & 255])
    return frame(0x51, [v / G * 2048 for v in a] + [2500]) + frame(0x52, [v / DEG / 2000 * 32768 for v in g] + [0]) + frame(0x53, [0x5555, 1, 2, 3])


def ximu3(t, a, g):
    m = b'\xc9' + struct.pack('<Q6f', round(t * 1e6) + 77000000, *[v / DEG for v in g], *[v / G for v in a])
    return m.replace(b'\xdb', b'\xdb\xdd').replace(b'\x0a', b'\xdb\xdc') + b'\n'


def board(t, a, g):
    return ('ax:%.3f,ay:%.3f,az:%.3f,gx:%.4f,gy:%.4f,gz:%.4f\r\n' % (*a, *g)).encode()


class Played:
    """A file's rows, given to a pseudo-terminal when they are due."""

    def __init__(self, path, speak, boot=b''):
        with open(path) as f:
            rows = [[float(c) for c in r] for r in list(csv.reader(f))[1:]]
        self.rows = [(r[0], speak(r[0], r[1:4], r[4:7])) for r in rows]
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.name, self.next, self.boot = os.ttyname(self.slave), 0, boot

    def play(self, now):
        out, self.boot = self.boot, b''
        while self.next < len(self.rows) and self.rows[self.next][0] <= now:
            out += self.rows[self.next][1]
            self.next += 1
        if out:
            os.write(self.master, out)

    def close(self):
        os.close(self.master)
        os.close(self.slave)


class OtherSensors(unittest.TestCase):
    def test_three_makes_in_one_session_and_its_recording_gives_the_same(self):
        with tempfile.TemporaryDirectory(prefix='runform-test-') as d:
            def path(name):
                return os.path.join(d, name)
            subprocess.run([RUNFORM, 'simulate', '--out', path('run'), '--sensors', 'foot:left,foot:right,pelvis', '--seconds', str(SECONDS), '--standing', '6',
                            '--rate', '100'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            sensors = [Played(path('run/foot_left.csv'), witmotion), Played(path('run/foot_right.csv'), ximu3),
                       Played(path('run/pelvis.csv'), board, b'MPU found\r\nReady!\r\n')]
            ports = [s.name + w for s, w in zip(sensors, (':foot:left', ':foot:right', ':pelvis'))]

            def outputs(who):
                return ['--events', path(who + '.events'), '--steps', path(who + '.steps'), '--json', path(who + '.json')]
            live = subprocess.Popen([RUNFORM, 'live', *ports, '--plain', '--no-sound', '--seconds', str(SECONDS + 6), '--record', path('run.live'),
                                     '--units', 'acc=mps2,gyr=radps', *outputs('live')], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            start = time.monotonic()
            while live.poll() is None and time.monotonic() < start + SECONDS + 8:
                for s in sensors:
                    try:
                        s.play(time.monotonic() - start - 0.3)
                    except BlockingIOError:
                        self.fail('nobody reads ' + s.name)
                time.sleep(0.005)
            out, err = live.communicate(timeout=30)
            for s in sensors:
                s.close()
            self.assertEqual(live.returncode, 0, err.decode())
            spoken = [json.loads(line).get('text', '') for line in out.decode().splitlines() if '"recognised"' in line]
            self.assertEqual(sorted(t.split()[-1] for t in spoken), ['lines', 'witmotion', 'xio'])
            again = subprocess.run([RUNFORM, 'analyze', path('run.live'), *outputs('again')], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
            self.assertEqual(again.returncode, 0, again.stderr.decode())
            for kind in ('events', 'steps', 'json'):
                with open(path('live.' + kind), 'rb') as f, open(path('again.' + kind), 'rb') as g:
                    self.assertEqual(f.read(), g.read(), kind)
            self.check(path('live.json'), path('run/events.csv'))

    def check(self, found, truth):
        with open(found) as f:
            r = json.load(f)
        with open(truth) as f:
            ics = [float(e['t_s']) for e in csv.DictReader(f) if e['kind'] == 'initial_contact']
        steady = ics[len(ics) // 3:]
        spm = 60 * (len(steady) - 1) / (steady[-1] - steady[0])
        self.assertEqual([s['placement'] for s in r['sensors']], ['foot', 'foot', 'pelvis'])
        for s in r['sensors']:
            self.assertAlmostEqual(s['rate_hz'], 100, delta=2, msg=str(s))
            self.assertGreater(s['samples'], 0.7 * 100 * SECONDS)
            self.assertEqual(s['gaps'], 0, r['notices'])
        self.assertAlmostEqual(r['summary']['cadence_spm']['value'], spm, delta=0.02 * spm)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v'])
