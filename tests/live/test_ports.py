"""What comes over a line that is no good: noise, other devices, wrong speeds, faulty sensors, ports that cannot be opened. A notice or one clear
error, never a hang, never a wrong number shown as right. And the other kinds of ports: sockets, pipes, files.
"""
import json
import os
import pty
import random
import socket
import struct
import subprocess
import termios
import threading
import time
import tty
import unittest

from sensors import PROGRAM, LiveCase, Run, all_outputs, main, notices, of_kind, stop


class Talker:
    """A device of our own on a pseudo-terminal: `speak(fd, speed)` is called again and again with the speed that the reader has set."""

    def __init__(self, speak, keep=True):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.name = os.ttyname(self.slave)
        if not keep:
            os.close(self.slave)
            self.slave = -1
        os.set_blocking(self.master, False)
        self.over = False
        self.thread = threading.Thread(target=self.run, args=(speak,), daemon=True)
        self.thread.start()

    def run(self, speak):
        while not self.over:
            try:
                speed = termios.tcgetattr(self.master)[4]
                data = speak(speed)
                if data:
                    os.write(self.master, data)
            except (BlockingIOError, OSError):
                pass
            time.sleep(0.01)

    def close(self):
        self.over = True
        self.thread.join()
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)


class Ports(LiveCase):
    def talker(self, speak):
        t = Talker(speak)
        self.addCleanup(t.close)
        return t

    def refused(self, *args, code=3, timeout=60, words=()):
        start = time.monotonic()
        p = self.live(*args, '--plain', '--no-sound')
        out, err = p.communicate(timeout=timeout)
        self.assertEqual(p.returncode, code, err.decode())
        self.assertEqual(err.decode().count('\n'), 1, err.decode())
        self.assertEqual(out, b'')
        for w in words:
            self.assertIn(w, err.decode())
        return time.monotonic() - start

    def test_noise_is_one_clear_error_and_not_a_hang(self):
        r = random.Random(3)
        t = self.talker(lambda speed: bytes(r.getrandbits(8) for _ in range(2000)))
        self.assertLess(self.refused(t.name, words=('no sensor that is known',)), 40)

    def test_a_megabyte_without_a_frame_is_one_clear_error(self):
        t = self.talker(lambda speed: b'\x00' * 4000)
        self.refused(t.name, '--baud', '115200', words=('no sensor that is known',))

    def test_a_megabyte_of_noise_over_a_socket_ends_with_the_reason(self):
        server = socket.socket(socket.AF_UNIX)
        server.bind(self.path('noise'))
        server.listen(1)
        held = []

        def serve():
            c, _ = server.accept()
            held.append(c)
            r = random.Random(4)
            try:
                c.sendall(bytes(r.getrandbits(8) for _ in range(1 << 20)))
            except OSError:
                pass                                                    # nobody listens to all of it

        t = threading.Thread(target=serve)
        t.start()
        start = time.monotonic()
        p = self.live('unix:' + self.path('noise'), '--plain', '--no-sound')
        out, err = p.communicate(timeout=60)
        self.assertLess(time.monotonic() - start, 20)
        self.assertEqual((p.returncode, err.count(b'\n')), (3, 1), err)
        self.assertIn(b'noise', err)
        self.assertFalse(of_kind([json.loads(x) for x in out.decode().splitlines()], 'step'))
        for c in held:
            c.close()
        t.join()
        server.close()

    def test_other_devices_are_named(self):
        gps = b'$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n'
        for said, word in ((gps, 'GPS'), (b'AT\r\r\nOK\r\nAT+CSQ\r\r\n+CSQ: 21,0\r\n\r\nOK\r\n', 'modem'), (b'ok T:21.4 /0.0 B:20.9 /0.0 @:0 B@:0\r\n', 'printer')):
            t = self.talker(lambda speed, said=said: said)
            self.refused(t.name, '--baud', '115200', words=(word,))

    def test_the_speed_is_found(self):
        sensor, ports = self.sensors(Run.make(40), '--seconds', '14', '--now', names=('foot_left', 'foot_right', 'pelvis'))
        line = os.open(ports[2], os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        held = bytearray()
        wanted = termios.B57600

        def speak(speed):
            try:
                held.extend(os.read(line, 4096))
            except (BlockingIOError, OSError):
                pass
            data, held[:] = bytes(held), b''
            return data if speed == wanted else bytes((b * 73 + 91) & 0x7f | 0x80 for b in data)

        t = self.talker(speak)
        p = self.live(t.name + ':pelvis', '--plain', '--no-sound', '--seconds', '9', '-q', '--json', 'j.json')
        lines = self.lines_of(p)
        os.close(line)
        self.assertTrue(notices(lines, 'joined'))
        self.assertGreater(len(of_kind(lines, 'initial_contact')), 3)

    def test_a_silent_port_is_waited_for_and_can_be_left(self):
        t = self.talker(lambda speed: b'')
        p = self.live(t.name, '--plain', '--no-sound', '--seconds', '4')
        out, err = p.communicate(timeout=30)
        self.assertEqual(p.returncode, 3)
        self.assertIn(b'no sensor was heard', err)

    def test_rows_that_need_a_unit_end_with_that(self):
        """A sensor that was heard and not understood is not one that was not heard."""
        t = self.talker(lambda speed: b'0.31,0.22,9.79,0.11,0.09,0.20\r\n')
        p = self.live(t.name + ':pelvis', '--plain', '--no-sound', '--seconds', '3')
        err = p.communicate(timeout=60)[1].decode()
        self.assertEqual(p.returncode, 3, err)
        self.assertIn('--units', err)
        self.assertNotIn('no sensor was heard', err)

    def test_rows_without_a_time_are_said_to_be_measured(self):
        t = self.talker(lambda speed: b'0.31,0.22,9.79\r\n')
        p = self.live(t.name + ':pelvis', '--plain', '--no-sound', '--seconds', '3')
        err = p.communicate(timeout=60)[1].decode()
        self.assertIn('rows at a rate', err)
        self.assertNotIn('as told', err.split('Told and assumed')[0])

    def test_a_port_that_is_not_there(self):
        self.refused('/dev/ttyACM97', words=('no such port', 'plugged in'))
        self.refused('unix:' + self.path('nobody'), words=('listening',))
        self.refused('tcp:127.0.0.1', words=('tcp:HOST:PORT',))
        self.refused(self.folder, words=('name the files',))

    @unittest.skipIf(os.path.isdir('/proc/asound'), 'this machine has a sound card')
    def test_no_sound_device_is_said_once_and_everything_else_goes_on(self):
        _, ports = self.sensors(Run.make(40), '--times', '10', '--seconds', '20')
        none = {'PULSE_SERVER': 'unix:/nonexistent/runform', 'XDG_RUNTIME_DIR': '/nonexistent'}
        p = self.live(*ports, '--plain', '--cue', '172', '--tones', '--target', 'cadence_spm=190-200', '--wait', '0', '-q', env=none)
        lines = self.lines_of(p)
        self.assertEqual(len(notices(lines, 'no_sound')), 1)
        self.assertEqual(self.errors.count('shown, not heard'), 1)
        self.assertGreater(len(of_kind(lines, 'step')), 30)
        alerts = of_kind(lines, 'alert')
        self.assertEqual([a['way'] for a in alerts], ['below'])          # within 20 s the tone is held off
        self.assertEqual(alerts[0]['metric'], 'cadence_spm')

    def test_without_a_port_the_reason_is_said(self):
        if any(n.startswith(('ttyUSB', 'ttyACM')) for n in os.listdir('/dev')):
            self.skipTest('something is plugged in')
        self.refused('--list', words=('no serial port on USB',))
        self.refused(words=('no sensor is plugged in',))

    def test_a_busy_port_is_said_to_be_busy(self):
        _, ports = self.sensors(Run.make(40), '--seconds', '6')
        first = self.live(ports[0], '--plain', '--no-sound', '--seconds', '4', '-q')
        time.sleep(1)
        self.refused(ports[0], words=('busy',))
        first.communicate(timeout=20)

    @unittest.skipUnless(os.getuid() == 0, 'only root can play somebody who may not')
    def test_without_permission_the_group_is_named(self):
        t = self.talker(lambda speed: b'')
        os.chown(t.name, 0, 20)                                          # dialout on Debian
        os.chmod(t.name, 0o660)
        r = subprocess.run(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', PROGRAM, 'live', t.name, '--plain', '--no-sound'],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        if b'cannot execute' in r.stderr or b'ermission denied' in r.stderr or b'failed to execute' in r.stderr:
            self.skipTest('the program lies where others may not go')
        self.assertEqual(r.returncode, 3, r.stderr)
        self.assertIn(b'usermod -aG dialout', r.stderr)

    def test_where_it_is_worn_is_remembered_by_the_device(self):
        _, ports = self.sensors(Run.make(40), '--seconds', '3', '--seed', '9', '--now')
        self.lines_of(self.live(ports[0] + ':shank:right', '--plain', '--no-sound', '--wait', '0', '-q'), code=1)
        with open(self.path('config/runform/places'), encoding='utf-8') as f:
            line = f.read()
        self.assertRegex(line, r'^sensor-[0-9a-f]{16} shank right\n$')

    def test_a_socket_is_a_port(self):
        _, ports = self.sensors(Run.make(40), '--seconds', '20', '--times', '10')
        lines = self.lines_of(self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q'))
        server = socket.socket(socket.AF_UNIX)
        server.bind(self.path('sock'))
        server.listen(1)
        raw = self.wire_of('run.live', 2)

        def serve():
            c, _ = server.accept()
            c.sendall(raw)
            c.close()

        t = threading.Thread(target=serve)
        t.start()
        heard = self.lines_of(self.live('unix:' + self.path('sock'), '--plain', '--no-sound', '-q', '--json', 'j.json'))
        t.join()
        server.close()
        self.assertGreater(len(of_kind(heard, 'step')), 25)
        self.assertTrue(of_kind(lines, 'step'))
        with open(self.path('raw'), 'wb') as f:
            f.write(raw)
        by_file = self.lines_of(self.live(self.path('raw') + ':pelvis', '--plain', '--no-sound', '-q'))
        with open(self.path('raw'), 'rb') as f:
            by_pipe = self.lines_of(self.live('-:pelvis', '--plain', '--no-sound', '-q', stdin=f))
        self.assertEqual(len(of_kind(by_file, 'step')), len(of_kind(heard, 'step')))
        self.assertEqual(len(of_kind(by_pipe, 'step')), len(of_kind(heard, 'step')))

    def wire_of(self, name, port):
        """The bytes that a recording holds of one port: mark, type, port, mark, length, 2, time; then payload and CRC."""
        data, at, out = self.read(name), 11, []
        while at + 20 <= len(data):
            _, kind, which, _, n = struct.unpack_from('<BBBBH', data, at)
            if kind == 3 and which == port:
                out.append(data[at + 16:at + 16 + n])
            at += 20 + n
        return b''.join(out)


if __name__ == '__main__':
    main()
