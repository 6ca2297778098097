"""From the foot to the screen and to the ear: how late a live session is, measured end to end with emulated sensors.

usage: tools/live_latency.py [--json] [--seconds S] [--worn LIST] [PROGRAM [SENSOR]]    (tools/bench --only live calls it)

Emulated sensors play a simulated run in real time and note in front of each frame when it leaves. `runform live --plain --timing` records, prints every
event, and clicks at each contact; a sound server with a null sink records the clicks. Distributions, in ms:
  line      a frame leaves the sensor to its bytes being read (both by the machine's own clock)
  program   the bytes that complete an event's evidence are read, to its line being written
  event     the instant of the contact itself to its line, after the first 14 s: what the engine needs of the stride comes on top of the two above
  sound     the line to the click at the server's output, the recorder's own 10 to 20 ms not taken off
This is a measurement, not a test: it fails only if something cannot be run.
"""
import argparse
import array
import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for folder in ('firmware', 'cue'):
    sys.path.insert(0, os.path.join(ROOT, 'tests', folder))
import sound_server                                                                # noqa: E402
import wire                                                                        # noqa: E402

WARM_UP_S = 14


def distribution(values):
    v = sorted(values)
    if not v:
        return None
    at = lambda share: round(v[min(len(v) - 1, int(share * len(v)))], 3)
    return {'n': len(v), 'p50': at(0.5), 'p90': at(0.9), 'p99': at(0.99), 'max': round(v[-1], 3)}


class Ear(threading.Thread):
    """Records the server's monitor and knows when each sample came: the promptest piece of all tells the offset."""

    def __init__(self, env):
        super().__init__(daemon=True)
        self.recorder = subprocess.Popen(['parec', '-d', 'runform_null.monitor', '--rate=%d' % sound_server.RATE, '--channels=2', '--format=s16le',
                                          '--latency-msec=10'], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.data, self.offset_s = bytearray(), None

    def run(self):
        fd = self.recorder.stdout.fileno()
        while True:
            piece = os.read(fd, 4096)
            if not piece:
                return
            now = time.monotonic()
            self.data += piece
            offset = now - len(self.data) / 4 / sound_server.RATE
            self.offset_s = offset if self.offset_s is None else min(self.offset_s, offset)

    def clicks_us(self):
        self.recorder.terminate()
        self.recorder.wait()
        self.join()
        both = array.array('h')
        both.frombytes(bytes(self.data[:len(self.data) // 4 * 4]))
        return [1e6 * (self.offset_s + at / sound_server.RATE) for at, _ in sound_server.clicks(both[0::2], both[1::2])]


def line_ms(recording, start_us):
    """What the sensors noted against when it was read."""
    with open(recording, 'rb') as f:
        data = f.read()
    streams, late, at = {}, [], 11
    while at + 20 <= len(data):
        _, kind, port, _, n, _, t_us = struct.unpack_from('<BBBBHHq', data, at)
        if kind == wire.__dict__.get('RECORD_BYTES', 3):
            for m in streams.setdefault(port, wire.Stream()).push(data[at + 16:at + 16 + n]):
                if m['type'] == wire.EMITTED:
                    late.append((start_us + t_us - m['clock_us']) / 1e3)
        at += 20 + n
    return late


def session(program, sensor, worn, seconds, folder, env):
    names = [w.replace(':', '_') for w in worn.split(',')]
    subprocess.run([program, 'simulate', '--out', os.path.join(folder, 'run'), '--sensors', worn, '--seconds', str(seconds), '--seed', '11'], check=True,
                   stdout=subprocess.DEVNULL)
    ports = [os.path.join(folder, 'ports', n) for n in names]
    os.mkdir(os.path.join(folder, 'ports'))
    sensors = subprocess.Popen([sensor, '--link', os.path.join(folder, 'ports'), '--emitted', os.path.join(folder, 'run')], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while not all(os.path.exists(p) for p in ports) and sensors.poll() is None:
        time.sleep(0.05)
    out = subprocess.run([program, 'live', *ports, '--plain', '--timing', '--wait', '0', '-q', '--record', os.path.join(folder, 'run.live'),
                          *(['--clicks'] if env else ['--no-sound'])], stdout=subprocess.PIPE, check=True,
                         env=dict(env or os.environ, XDG_CONFIG_HOME=folder)).stdout
    sensors.wait()
    return [json.loads(x) for x in out.decode().splitlines()]


def measure(program, sensor, worn, seconds):
    with tempfile.TemporaryDirectory(prefix='runform-latency-') as folder:
        if sound_server.missing():
            lines, heard = session(program, sensor, worn, seconds, folder, None), []
        else:
            with sound_server.Server() as server:
                ear = Ear(server.env)
                ear.start()
                time.sleep(2)
                lines = session(program, sensor, worn, seconds, folder, server.env)
                heard = ear.clicks_us()
        start_us = int(lines[0]['clock_us'])
        end_us = max((x['came_us'] for x in lines), default=0)
        live = [x for x in lines if x['came_us'] < end_us]              # what came with the last bytes is the session's end
        told = [x for x in live if x['kind'] in ('initial_contact', 'terminal_contact', 'step')]
        first = [x for x in live if x['kind'] == 'initial_contact' and x['t_s'] > WARM_UP_S]
        delays = []
        for x in first:
            after = [h for h in heard if -5000 < h - x['written_us'] < 300000]
            delays += [(min(after) - x['written_us']) / 1e3] if after else []
        return {'worn': worn, 'line_ms': distribution(line_ms(os.path.join(folder, 'run.live'), start_us)),
                'program_ms': distribution([(x['written_us'] - x['came_us']) / 1e3 for x in told]),
                'event_ms': distribution([(x['written_us'] - start_us) / 1e3 - 1e3 * x['t_s'] for x in first]), 'sound_ms': distribution(delays)}


def show(results):
    words = {'line_ms': 'sensor to program', 'program_ms': 'last byte to line', 'event_ms': 'contact to line', 'sound_ms': 'line to click'}
    for r in results:
        print('\nlive, %s' % r['worn'])
        print('  %-20s %7s %9s %9s %9s %9s' % ('ms', 'n', 'p50', 'p90', 'p99', 'max'))
        for k, text in words.items():
            d = r[k]
            print('  %-20s %7d %9.2f %9.2f %9.2f %9.2f' % (text, d['n'], d['p50'], d['p90'], d['p99'], d['max']) if d else '  %-20s not measured' % text)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('program', nargs='?', default=os.path.join(ROOT, 'build', 'runform'))
    a.add_argument('sensor', nargs='?', default=os.path.join(ROOT, 'build', 'firmware-host', 'runform-sensor'))
    a.add_argument('--json', action='store_true', help='as JSON')
    a.add_argument('--seconds', type=int, default=40)
    a.add_argument('--worn', nargs='*', default=['foot:left,foot:right,pelvis', 'pelvis'])
    o = a.parse_args()
    results = [measure(os.path.abspath(o.program), os.path.abspath(o.sensor), w, o.seconds) for w in o.worn]
    print(json.dumps(results, indent=1)) if o.json else show(results)


if __name__ == '__main__':
    main()
