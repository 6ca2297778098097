"""The Cortex-M3 image in QEMU: ten seconds at 200 Hz without a lost frame, pings answered, and what it sends is a runner.

usage: test_image.py RUNFORM IMAGE.elf [qemu-system-arm]; with --pty the line is a pseudo-terminal instead of a socket, with --live it is the program
that listens and records
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import wire

SECONDS = 10


class Socket(wire.Port):
    """The line as a socket: the machine waits for its reader, so nothing is lost at the start."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.fd = self.socket.fileno()
        self.stream, self.gone_at = wire.Stream(), None

    def close(self):
        self.socket.close()
        self.fd = None


def wait_for(found, qemu, what):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        x = found()
        if x:
            return x
        if qemu.poll() is not None:
            break
        time.sleep(0.02)
    raise SystemExit('%s: QEMU did not come that far' % what)


def listen(port):
    s = port.stream
    wire.read_all([port], 20, lambda: s.numbers() and len(s.messages) > 20)
    start = s.of(wire.SAMPLES)[-1]
    port.send(wire.ping(1, 42) + wire.ask() + wire.ping(2, 43))
    wire.read_all([port], SECONDS)
    return s, start


def check(s, start, whole):
    n = s.numbers()
    last = s.of(wire.SAMPLES)[-1]
    rate = (last['t_us'] - start['t_us']) / (last['at'] - start['at']) / 1e6
    print('%d samples in %d frames, %d bytes; %d lost, %d damaged; its clock against ours %.4f' %
          (len(n), len(s.messages), s.bytes, n[-1] - n[0] + 1 - len(n), s.damaged, rate))
    assert n == list(range(n[0], n[0] + len(n))), 'samples are missing or double'
    assert s.damaged <= (0 if whole else 1)            # a line that was joined on the way may begin in the middle of a frame
    assert len(n) > 0.5 * 200 * SECONDS and 0.5 < rate < 2   # a machine that is busy hands its time on late; a unit that is wrong is wrong by a thousand
    assert not whole or n[0] == 0
    hello = s.of(wire.HELLO)
    assert len(hello) >= SECONDS and hello[0]['name'] == 'mps2-an385' and hello[0]['rate_mhz'] == 200000, hello[:1]
    pongs = s.of(wire.PONG)
    assert [(p['token'], p['host_us']) for p in pongs] == [(1, 42), (2, 43)], pongs
    assert all(0 <= p['got_us'] - start['t_us'] < 2000000 for p in pongs)
    assert {m['step_us'] for m in s.of(wire.SAMPLES)} == {5000}
    assert all(m['t_us'] == 5000 * m['seq'] for m in s.of(wire.SAMPLES))


def analyze(program, s, folder):
    """As a table, until the end of the line: the runner in the device's flash is one."""
    path = os.path.join(folder, 'foot_left.csv')
    h = s.of(wire.HELLO)[0]
    with open(path, 'w') as f:
        f.write('time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2,gyr_x_rads,gyr_y_rads,gyr_z_rads\n')
        for m in s.of(wire.SAMPLES):
            for i, a in enumerate(m['axis']):
                f.write('%.3f,' % ((m['t_us'] + i * m['step_us']) / 1e6) + ','.join('%.5f' % (v * (h['acc'] if k < 3 else h['gyr']) * 1e-9) for k, v in enumerate(a)) + '\n')
    r = subprocess.run([program, 'analyze', path, '--json', '-'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text = r.stdout.decode()
    cadence = re.search(r'"cadence_spm": ?\{"value": ?([0-9.]+)', text)
    print('cadence found: %s spm' % (cadence.group(1) if cadence else 'none'))
    assert r.returncode == 0 and cadence and abs(float(cadence.group(1)) - 166.67) < 2, r.stderr


def live(program, port, folder):
    """The program records; its results are those of the recording, and no frame is missing in that. Whether QEMU's clock kept up with ours is not asked."""
    record, names = os.path.join(folder, 'run.live'), ('events.csv', 'steps.csv', 'session.json')
    outputs = [[x for n in names for x in ('--' + n.split('.')[0].replace('session', 'json'), os.path.join(folder, who + n))] for who in ('live-', 'again-')]
    r = subprocess.run([program, 'live', port, '--plain', '--no-sound', '--seconds', str(SECONDS + 5), '--record', record, *outputs[0]], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=90)
    assert r.returncode == 0, (r.returncode, r.stderr)
    r = subprocess.run([program, 'analyze', record, *outputs[1]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    assert r.returncode == 0, (r.returncode, r.stderr)
    for a, b in zip(outputs[0][1::2], outputs[1][1::2]):
        with open(a, 'rb') as f, open(b, 'rb') as g:
            assert f.read() == g.read(), a + ' is not what the recording gives'
    s = wire.Stream()
    for kind, data in wire.records(record):
        if kind == wire.RECORD_BYTES:
            s.push(data)
    n = s.numbers()
    with open(outputs[0][1]) as f:
        contacts = f.read().count('initial_contact')
    print('recorded by runform live: %d samples in %d frames; %d lost, %d damaged; %d contacts' % (len(n), len(s.messages), n[-1] - n[0] + 1 - len(n), s.damaged, contacts))
    assert n == list(range(len(n))) and s.damaged == 0 and len(n) > 0.7 * 200 * SECONDS and contacts >= 5


def main():
    args = [a for a in sys.argv[1:] if a not in ('--pty', '--live')]
    program, image = args[:2]
    qemu = args[2] if len(args) > 2 else 'qemu-system-arm'
    pty = '--pty' in sys.argv
    if not shutil.which(qemu):
        print('skipped: no ' + qemu)
        return 77
    with tempfile.TemporaryDirectory(prefix='runform-test-') as d:
        path, out = os.path.join(d, 'uart'), os.path.join(d, 'out')
        with open(out, 'w') as log:
            q = subprocess.Popen([qemu, '-M', 'mps2-an385', '-cpu', 'cortex-m3', '-display', 'none', '-monitor', 'none', '-nodefaults', '-kernel', image,
                                  '-serial', 'pty' if pty else 'unix:%s,server=on,wait=on' % path], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            if pty:
                name = wait_for(lambda: re.search(r'redirected to (\S+)', open(out).read()), q, 'pty')
                port = wire.Port(name.group(1))
            else:
                wait_for(lambda: os.path.exists(path), q, 'socket')
                if '--live' in sys.argv:
                    live(program, 'unix:' + path, d)
                    return 0
                port = Socket(path)
            s, start = listen(port)
            port.close()
            check(s, start, not pty)
            if not pty:
                analyze(program, s, d)
        finally:
            q.kill()
            q.wait()
    return 0


if __name__ == '__main__':
    sys.exit(main())
