"""The wire once more, written from src/wire/README.md alone: a second pair of eyes on the specification, and a reader for the tests."""
import os
import select
import struct
import termios
import time
import tty
import zlib

HELLO, SAMPLES, BATTERY, BUTTON, PING, PONG, ERROR, ASK, EMITTED = range(1, 10)


def stuff(payload):
    block = payload + struct.pack('<I', zlib.crc32(payload))
    out = b''
    for part in block.split(b'\0'):
        out += bytes([len(part) + 1]) + part
    return out + b'\0'


def unstuff(block):
    out, i = b'', 0
    while i < len(block):
        run = block[i]
        if i + run > len(block):
            return None
        out += block[i + 1:i + run]
        i += run
        if i < len(block) and run < 255:
            out += b'\0'
    return out


def ping(token, host_us):
    return stuff(struct.pack('<BBBBIQ', 1, PING, 0, 0, token, host_us))


def ask():
    return stuff(bytes([1, ASK, 0, 0]))


def parse(p):
    kind, sensor, flags = p[1:4]
    m = {'type': kind, 'sensor': sensor, 'flags': flags}
    if kind == HELLO:
        keys = ('id', 'boot', 'rate_mhz', 'acc', 'gyr', 'acc_range', 'gyr_range', 'placement', 'side', 'batch')
        m.update(zip(keys, struct.unpack_from('<QIIIIHHBBB', p, 4)))
        m['name'] = p[36:52].rstrip(b'\0').decode()
    elif kind == SAMPLES:
        m['seq'], m['t_us'], m['step_us'], m['n'], m['boot'] = struct.unpack_from('<IQHBB', p, 4)
        per = 6 if flags & 1 else 3
        m['axis'] = [struct.unpack_from('<%dh' % per, p, 20 + 2 * per * i) for i in range(m['n'])]
        assert len(p) == 20 + 2 * per * m['n']
    elif kind == BATTERY:
        m['t_us'], m['mv'], m['percent'], m['charging'] = struct.unpack_from('<QHBB', p, 4)
    elif kind == BUTTON:
        m['t_us'], m['count'], m['button'], m['pressed'] = struct.unpack_from('<QHBB', p, 4)
    elif kind == PONG:
        m['token'], m['host_us'], m['got_us'], m['sent_us'] = struct.unpack_from('<IQQQ', p, 4)
    elif kind == ERROR:
        m['t_us'], m['code'], m['count'] = struct.unpack_from('<QHH', p, 4)
        m['text'] = p[16:40].rstrip(b'\0').decode()
    elif kind == EMITTED:
        m['seq'], m['clock_us'] = struct.unpack_from('<IQ', p, 4)
    return m


class Stream:
    """Bytes in, messages out; `damaged` frames are counted."""

    def __init__(self):
        self.held, self.damaged, self.messages, self.bytes, self.raw = b'', 0, [], 0, b''

    def push(self, data):
        new = []
        self.bytes += len(data)
        self.raw += data
        *blocks, self.held = (self.held + data).split(b'\0')
        for b in blocks:
            if not b:
                continue
            p = unstuff(b)
            if p is None or len(p) < 8 or zlib.crc32(p[:-4]) != struct.unpack('<I', p[-4:])[0]:
                self.damaged += 1
                continue
            m = parse(p[:-4])
            m['at'] = time.monotonic()
            new.append(m)
        self.messages += new
        return new

    def of(self, kind):
        return [m for m in self.messages if m['type'] == kind]

    def numbers(self):
        """Sequence number of every sample that came."""
        return [m['seq'] + i for m in self.of(SAMPLES) for i in range(m['n'])]


RECORD_BYTES = 3


def record(kind, port, t_us, payload):
    r = struct.pack('<BBBBHHq', 0xa7, kind, port, 0x72, len(payload), 0, t_us) + payload
    return r + struct.pack('<I', zlib.crc32(r))


def records(path):
    """(type, payload) of every record of a live session's recording; src/read/README.md has the layout."""
    with open(path, 'rb') as f:
        data = f.read()
    assert data.startswith(b'\x89runform\n\x1a\n'), data[:16]
    at = 11
    while at + 20 <= len(data):
        mark, kind, _, fourth, n = struct.unpack_from('<BBBBH', data, at)
        end = at + 16 + n
        assert (mark, fourth) == (0xa7, 0x72) and zlib.crc32(data[at:end]) == struct.unpack_from('<I', data, end)[0]
        yield kind, data[at + 16:end]
        at = end + 4


class Port:
    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.fd, termios.TCSANOW)
        self.stream, self.gone_at = Stream(), None

    def send(self, data):
        os.write(self.fd, data)

    def close(self):
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


def read_all(ports, seconds, until=lambda: False):
    """Read until every port is gone, `until` says so, or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        open_ports = [p for p in ports if p.fd is not None]
        if not open_ports:
            return
        ready, _, _ = select.select([p.fd for p in open_ports], [], [], 0.05)
        for p in open_ports:
            if p.fd in ready:
                try:
                    data = os.read(p.fd, 65536)
                except OSError:
                    data = b''
                if not data:
                    p.gone_at = time.monotonic()
                    p.close()
                else:
                    p.stream.push(data)
