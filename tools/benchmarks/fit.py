"""FIT files of a hundred megabytes: records of running dynamics once a second, and raw samples of a sensor; read alone, by the processor's time."""
import os
import struct

from benchmarks.common import CACHE, least, row

FIELDS = ((253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (2, 2, 0x84), (6, 2, 0x84), (3, 1, 0x02), (4, 1, 0x02), (53, 1, 0x02), (5, 4, 0x86), (41, 2, 0x84), (39, 2, 0x84), (40, 2, 0x84),
          (83, 2, 0x84), (84, 2, 0x84), (85, 2, 0x84), (7, 2, 0x84), (13, 1, 0x01))
RECORD = struct.Struct('<BIiiHHBBBIHHHHHHHb')
SAMPLES = 25


def definition(local, number, fields):
    return struct.pack('<BBBHB', 0x40 | local, 0, 0, number, len(fields)) + b''.join(bytes(f) for f in fields)


def records(t):
    return RECORD.pack(0, t, 572662306, 137438953 + t % 1000, 5 * 520 + 2500, 3000 + t % 50, 150, 82 + t % 3, 64, 3 * (t % 10 ** 6), 2500 + t % 70, 900, 3500, 850, 5000, 11000, 280, 21)


def raw(t):
    head = struct.pack('<IH', t, 0) + struct.pack('<%dH' % SAMPLES, *range(0, 40 * SAMPLES, 40))
    return b''.join(bytes([local]) + head + struct.pack('<%df' % (3 * SAMPLES), *(0.001 * (t % 997 + i) for i in range(3 * SAMPLES))) for local in (1, 2))


def vector(number):
    return definition(number - 163, number, ((253, 4, 0x86), (0, 2, 0x84), (1, 2 * SAMPLES, 0x84), *((f, 4 * SAMPLES, 0x88) for f in (5, 6, 7))))


def make(name, head, unit, size):
    """Without checksums, which are computed all the same when it is read. Ten thousand seconds are made and repeated: to the reader they begin anew."""
    path = os.path.join(CACHE, name)
    if not os.path.exists(path):
        block = b''.join(unit(1000000000 + i) for i in range(10000))
        times = size // len(block) + 1
        with open(path + '.tmp', 'wb') as f:
            f.write(struct.pack('<BBHI4sH', 14, 0x20, 2100, len(head) + times * len(block), b'.FIT', 0) + head)
            for _ in range(times):
                f.write(block)
            f.write(b'\0\0')
        os.replace(path + '.tmp', path)
    return path


def fit_rows(bench):
    size = 20_000_000 if bench.quick else 110_000_000
    for name, head, unit, what in (('records', definition(0, 20, FIELDS), records, 'FIT read alone: running dynamics, position, height'),
                                   ('raw', vector(164) + vector(165), raw, 'FIT read alone: raw acceleration and gyroscope')):
        path = make('%s-%d.fit' % (name, size), head, unit, size)
        took = bench.turns(ours=[bench.program, 'analyze', '--read-alone', '--progress=none', path], sum=['cksum', path])
        speed = {k: os.path.getsize(path) / least(t) / 1e6 for k, t in took.items()}
        yield row('fit', what, speed['ours'], 'MB/s', 150, 'cksum', speed['sum'])
        yield row('fit', 'peak of that', max(t.peak for t in took['ours']) / 2 ** 20, 'MiB', 64, better='less')
