"""FIT files for tests: an encoder of what a test wants to say, and a second reader, written apart from the program's, that sums up real files."""
import struct

EPOCH = 631065600
TYPES = {0x00: 'B', 0x01: 'b', 0x02: 'B', 0x0A: 'B', 0x0D: 'B', 0x83: 'h', 0x84: 'H', 0x8B: 'H', 0x85: 'i', 0x86: 'I', 0x8C: 'I', 0x88: 'f', 0x89: 'd',
         0x8E: 'q', 0x8F: 'Q', 0x90: 'Q'}
INVALID = {0x00: 0xFF, 0x01: 0x7F, 0x02: 0xFF, 0x0A: 0, 0x0D: 0xFF, 0x83: 0x7FFF, 0x84: 0xFFFF, 0x8B: 0, 0x85: 0x7FFFFFFF, 0x86: 0xFFFFFFFF, 0x8C: 0,
           0x8E: 2**63 - 1, 0x8F: 2**64 - 1, 0x90: 0}


def crc16(data, crc=0):
    for b in data:
        crc ^= b
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


class Fit:
    """Messages in the order they are added; each is defined anew whenever its shape changes."""

    def __init__(self, big_endian=False):
        self.body = bytearray()
        self.shape = {}
        self.end = '>' if big_endian else '<'

    def define(self, local, number, fields, developer=()):
        self.body += struct.pack('<BBB', 0x40 | (0x20 if developer else 0) | local, 0, self.end == '>') + struct.pack(self.end + 'H', number)
        self.body += bytes([len(fields)]) + b''.join(bytes(f[:3]) for f in fields)
        if developer:
            self.body += bytes([len(developer)]) + b''.join(bytes(f[:3]) for f in developer)
        self.shape[local] = (number, fields, developer)

    def add(self, local, number, fields, values, developer=(), developer_types=(), header=None):
        """fields: (number, size, base type); values: one a field, a list for arrays, bytes for strings; None is invalid."""
        if self.shape.get(local) != (number, fields, developer):
            self.define(local, number, fields, developer)
        self.body += bytes([local if header is None else header])
        types = [f[2] for f in fields] + list(developer_types)
        for (size, base), v in zip([(f[1], t) for f, t in zip([*fields, *developer], types)], values):
            if isinstance(v, bytes):
                self.body += v[:size].ljust(size, b'\0')
                continue
            items = v if isinstance(v, (list, tuple)) else [v]
            self.body += b''.join(struct.pack(self.end + TYPES[base], INVALID[base] if i is None else i) for i in items)

    def bytes(self, size=None, crc=None, header_crc=True, short_header=False):
        head = struct.pack('<BBHI4s', 12 if short_header else 14, 0x20, 2100, len(self.body) if size is None else size, b'.FIT')
        if not short_header:
            head += struct.pack('<H', crc16(head) if header_crc else 0)
        whole = head + bytes(self.body)
        return whole + struct.pack('<H', crc16(whole) if crc is None else crc)


RECORD = ((253, 4, 0x86), (4, 1, 0x02), (53, 1, 0x02), (41, 2, 0x84), (39, 2, 0x84), (6, 2, 0x84))


def record(f, t, cadence=82, fraction=0, contact=2500, oscillation=900, speed=3000, header=None):
    f.add(0, 20, RECORD, (t, cadence, fraction, contact, oscillation, speed), header=header)


def summary(data):
    """cadence (spm), contact (ms) and how many records, by the rule: means over records with the timer running, cadence > 0 and contact > 0."""
    at, running, last, rows, local, developer = 0, True, 0, [], {}, {}
    while at + 14 <= len(data) and data[at + 8:at + 12] == b'.FIT':
        end = at + data[at] + struct.unpack_from('<I', data, at + 4)[0]
        at += data[at]
        local, developer = {}, {}
        while at < end:
            h = data[at]
            at += 1
            if h & 0xC0 == 0x40:
                e = '>' if data[at + 1] else '<'
                number, n = struct.unpack_from(e + 'H', data, at + 2)[0], data[at + 4]
                at += 5
                fields = [(data[at + 3 * i], data[at + 3 * i + 1], data[at + 3 * i + 2], None) for i in range(n)]
                at += 3 * n
                if h & 0x20:
                    n = data[at]
                    fields += [(data[at + 1 + 3 * i], data[at + 2 + 3 * i], None, data[at + 3 + 3 * i]) for i in range(n)]
                    at += 1 + 3 * n
                local[h & 15] = (e, number, fields)
                continue
            e, number, fields = local[h >> 5 & 3 if h & 0x80 else h & 15]
            v, app = {}, {}
            for f, size, base, index in fields:
                raw, t = data[at:at + size], base if base is not None else developer.get((index, f), (None,))[0]
                at += size
                if t == 7 or t is None or t not in TYPES or size % struct.calcsize(TYPES[t]):
                    v[f] = raw if base is not None else v.get(f)
                    continue
                x = struct.unpack(e + TYPES[t] * (size // struct.calcsize(TYPES[t])), raw)[0]
                x = None if x == INVALID.get(t) or x != x else x
                if base is None:
                    app[developer[(index, f)][1]] = x
                else:
                    v[f] = x
            if number == 206:
                developer[(v[0], v[1])] = (v[2], v[3].split(b'\0')[0].decode().lower())
            if number == 21 and v.get(0) == 0:
                running = v.get(1) == 0
            if number == 20:
                c = v.get(4)
                c = None if c is None else 2 * (c + (v.get(53) or 0) / 128)
                rows.append((running, c, None if v.get(41) is None else v[41] / 10, app.get('ground time')))
        at = end + 2
    if any(r[2] is not None for r in rows):
        rows = [(r, c, g) for r, c, g, _ in rows]
    else:
        rows = [(r, c, a) for r, c, _, a in rows]
    kept = [(c, g) for r, c, g in rows if r and c and g and g > 0]
    if not kept:
        return None
    return sum(c for c, _ in kept) / len(kept), sum(g for _, g in kept) / len(kept), len(kept)
