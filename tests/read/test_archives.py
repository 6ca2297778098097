"""Logs in zip archives and gzip through the program, with the archives made here; hostile ones end in one line and little memory."""
import csv
import gzip
import io
import json
import os
import resource
import struct
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import PROGRAM, ROOT, Case, main  # noqa: E402

EPOCH_NS = 1700000000 * 10 ** 9


def sample(name='overstride-shank/shank_left.csv'):
    with open(os.path.join(ROOT, 'samples', name), newline='') as f:
        rows = [r for r in csv.reader(f) if r]
    at = next(i for i, r in enumerate(rows) if r[0] == 'time_s')
    return [[float(c) for c in r] for r in rows[at + 1:]]


ROWS = sample()
with open(os.path.join(ROOT, 'samples/overstride-shank/shank_left.csv'), 'rb') as raw_table:
    TABLE = raw_table.read()


def sensor_logger(rows, first, shift_ns=0):
    """A table as the app writes it: z before y before x."""
    out = ['time,seconds_elapsed,z,y,x']
    for r in rows:
        x, y, z = r[first:first + 3]
        out.append('%d,%.6f,%r,%r,%r' % (EPOCH_NS + round(r[0] * 1e9) + shift_ns, r[0] + shift_ns / 1e9, z, y, x))
    return '\n'.join(out) + '\n'


def between(rows, shift_s):
    """The same motion as a second sensor sees it that is asked a little later: straight between its neighbours."""
    out = []
    for a, b in zip(rows, rows[1:]):
        w = shift_s / (b[0] - a[0])
        out.append([a[0] + shift_s] + [p + w * (q - p) for p, q in zip(a[1:], b[1:])])
    return out


def phyphox(rows, first, words, delimiter=',', mark='.'):
    out = [delimiter.join('"%s"' % w for w in ['Time (s)'] + [words % a for a in 'xyz'])]
    for r in rows:
        out.append(delimiter.join(('%.9E' % v).replace('.', mark) for v in [r[0]] + r[first:first + 3]))
    return '\n'.join(out) + '\n'


def archive(entries, method=zipfile.ZIP_DEFLATED):
    to = io.BytesIO()
    with zipfile.ZipFile(to, 'w', method) as z:
        for name, content in entries:
            z.writestr(name, content)
    return to.getvalue()


class Archives(Case):
    def analyze(self, *inputs, code=0):
        r = self.run_program('analyze', *inputs, '--json', 'j.json', '--height', '1.75', '--speed', '3.2', '-q')
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return json.loads(self.read('j.json')) if code in (0, 1) else r.stderr.decode()

    def refused(self, name, *words, code=3, more=()):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        r = self.run_program('analyze', name, '-q', *more)
        self.assertEqual(r.returncode, code, r.stderr.decode())
        self.assert_one_line(r, *words)
        self.assertLess(max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss), LIMIT_KB)

    def as_the_plain_log(self, j):
        self.write('plain.csv', 't_s,ax (m/s^2),ay (m/s^2),az (m/s^2),gx (rad/s),gy (rad/s),gz (rad/s)\n' +
                   '\n'.join(','.join('%r' % v for v in r[:7]) for r in ROWS) + '\n')
        plain = self.analyze('plain.csv:shank:left')
        for name in ('cadence_spm', 'contact_ms', 'shank_angle_ic_deg'):
            a, b = j['summary'][name], plain['summary'][name]
            self.assertAlmostEqual(a['value'], b['value'], delta=0.02 * abs(b['value']) + 0.3, msg=name)
        return plain

    def test_sensor_logger_with_gravity_in_it(self):
        gyro = between(ROWS, 0.0017)
        noise = sensor_logger([[r[0], 30, -20, 40] for r in ROWS], 1)
        self.write('run.zip', archive([('Metadata.csv', 'version,platform,standardisation\n3,android,false\n'), ('Magnetometer.csv', noise),
                                       ('Accelerometer.csv', noise), ('TotalAcceleration.csv', sensor_logger(ROWS, 1)),
                                       ('Gyroscope.csv', sensor_logger(gyro, 4))]))
        j = self.analyze('run.zip:shank:left')
        self.as_the_plain_log(j)
        self.assertEqual(len(j['sensors']), 1)
        self.assertIn('Gyroscope.csv', json.dumps(j['sensors']))

    def test_sensor_logger_of_an_iphone_gravity_apart_and_signs_turned(self):
        linear = [[r[0], -r[1] - 1, -r[2] + 2, -r[3] - 3] for r in ROWS]
        gravity = [[r[0], 1, -2, 3] for r in ROWS]
        entries = [('Metadata.csv', 'version,platform,standardisation\n3,ios,false\n'), ('Accelerometer.csv', sensor_logger(linear, 1)),
                   ('Gravity.csv', sensor_logger(gravity, 1)), ('Gyroscope.csv', sensor_logger(ROWS, 4))]
        self.write('run.zip', archive(entries))
        j = self.analyze('run.zip:shank:left')
        self.as_the_plain_log(j)
        self.assertIn('sign turned', json.dumps(j['sensors']))

    def test_phyphox_with_its_meta_files(self):
        for delimiter, mark in ((',', '.'), (';', ','), ('\t', ','), ('\t', '.')):
            self.write('run.zip', archive([('Accelerometer.csv', phyphox(ROWS, 1, 'Acceleration %s (m/s^2)', delimiter, mark)),
                                           ('Gyroscope.csv', phyphox(ROWS, 4, 'Gyroscope %s (rad/s)', delimiter, mark)),
                                           ('meta/device.csv', '"property","value"\n"version","1.1.9"\n"deviceModel","x"\n'),
                                           ('meta/time.csv', '"event","experiment time","system time","system time text"\n"START",0,1.7E9,"2023"\n"PAUSE",40,1.7E9,"2023"\n')]))
            self.as_the_plain_log(self.analyze('run.zip:shank:left'))

    def test_one_table_and_its_name_says_nothing(self):
        for name in ('a.csv', 'deep/er/b.txt', 'c'):
            self.write('one', archive([('folder/', ''), ('__MACOSX/._' + name.replace('/', '_'), 'x'), ('.hidden', 'x'), ('readme.md', 'A run.'), (name, TABLE)]))
            j = self.analyze('one:shank:left')
            self.as_the_plain_log(j)
        self.write('stored.zip', archive([('c', TABLE)], zipfile.ZIP_STORED))
        self.as_the_plain_log(self.analyze('stored.zip:shank:left'))
        self.as_the_plain_log(self.analyze('one/c:shank:left'))

    def test_sensors_of_several_places_are_one_session(self):
        self.run_program('simulate', '--out', 'sim', '--sensors', 'foot:left,foot:right,pelvis', '--seconds', '20', '--speed', '3.0', '--seed', '5')
        names = ['foot_left.csv', 'foot_right.csv', 'pelvis.csv']
        self.write('all.zip', archive([('x/' + n, self.read('sim/' + n)) for n in names]))
        whole, apart = self.analyze('all.zip'), self.analyze(*['sim/' + n for n in names])
        self.assertEqual(whole['summary'], apart['summary'])
        self.assertEqual([s['placement'] for s in whole['sensors']], ['foot', 'foot', 'pelvis'])
        self.write('all.zip', archive([('%d.csv' % i, self.read('sim/' + n)) for i, n in enumerate(names)]))
        self.refused('all.zip', 'do not say where')
        self.analyze('all.zip/0.csv:foot:left', 'all.zip/2.csv:pelvis')
        folders = [('left foot/a.csv', self.read('sim/foot_left.csv')), ('right foot/a.csv', self.read('sim/foot_right.csv'))]
        self.write('all.zip', archive(folders))
        self.assertEqual(sorted(s['side'] for s in self.analyze('all.zip')['sensors']), ['left', 'right'])

    def test_a_track_in_an_archive_and_beside_a_sensor(self):
        points = ''.join('<trkpt lat="48.%06d" lon="11"><ele>500</ele><time>2024-05-12T07:00:%02dZ</time><cad>84</cad></trkpt>' % (i * 27, i) for i in range(60))
        gpx = '<gpx><trk><trkseg>%s</trkseg></trk></gpx>' % points
        self.write('way.zip', archive([('activity', gpx)]))
        self.assertEqual(self.analyze('way.zip')['summary']['cadence_spm']['value'], 168)
        self.write('way.zip', archive([('a.gpx', gpx), ('b.gpx', gpx)]))
        self.refused('way.zip', 'several activities')

    def test_gzip_of_anything(self):
        self.write('x', gzip.compress(TABLE))
        self.as_the_plain_log(self.analyze('x:shank:left'))
        self.write('way.gz', gzip.compress(b'<gpx><trkpt><time>2024-05-12T07:00:00Z</time><cad>84</cad></trkpt></gpx>'))
        self.assertEqual(self.analyze('way.gz')['beside'][0]['read']['format'], 'track')
        self.write('in.gz', gzip.compress(archive([('a.csv', TABLE)])))
        self.refused('in.gz', 'zip archive')
        r = self.run_program('analyze', '-', stdin=archive([('a.csv', TABLE)]))
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'zip archive')

    # ---- bad archives

    def test_names_that_point_outside(self):
        for name in ('../../etc/cron.d/x', '/etc/passwd', 'a/../../b.csv', 'C:\\x.csv', '..\\x.csv'):
            self.write('bad.zip', archive([('good.csv', 'x'), (name, 'x')]))
            self.refused('bad.zip', 'points outside')

    def test_archives_in_archives(self):
        self.write('bad.zip', archive([('in.zip', archive([('a.csv', TABLE)]))]))
        self.refused('bad.zip', 'zip archive')
        self.write('bad.zip', archive([('a.csv.gz', gzip.compress(TABLE))]))
        self.refused('bad.zip', 'once more')

    def test_encrypted(self):
        good = bytearray(archive([('a.csv', 'a,b,c\n1,2,3\n')]))
        for sign, at in ((b'PK\3\4', 6), (b'PK\1\2', 8)):
            good[good.index(sign) + at] |= 1
        self.write('bad.zip', bytes(good))
        self.refused('bad.zip', 'encrypted')

    def test_cut_off_damaged_and_empty(self):
        good = archive([('a.csv', TABLE)])
        for n in (30, len(good) // 2, len(good) - 60, len(good) - 1):
            self.write('bad.zip', good[:n])
            self.refused('bad.zip', 'bad.zip')
        damaged = bytearray(archive([('a.csv', TABLE)], zipfile.ZIP_STORED))
        damaged[200000] ^= 1
        self.write('bad.zip', bytes(damaged))
        self.refused('bad.zip', 'checksum', more=('--placement', 'shank', '--side', 'left'))
        self.write('bad.zip', archive([]))
        self.refused('bad.zip', 'empty')
        self.write('bad.zip', archive([('notes.txt', 'nothing'), ('b.md', 'x')]))
        self.refused('bad.zip', 'notes.txt')
        self.refused('bad.zip/absent.csv', 'no such file')

    def test_bombs(self):
        """Hundreds of megabytes of zeros pack to a thousandth; the sizes that the directory claims may lie either way."""
        row = b'0.00,0.0,0.0,9.8,0.0,0.0,0.0\n'
        pack = subprocess.run(['sh', '-c', 'yes 0,0,0,0,0,0 | head -c 290000000 | gzip -9'], stdout=subprocess.PIPE, check=True).stdout
        self.write('bomb.csv.gz', pack)
        slow = 'asan' in PROGRAM        # what unpacks hundreds of megabytes is left to the plain build
        if not slow:
            self.refused('bomb.csv.gz', 'far more than a log', more=('--rate', '100', '--columns', 'ax,ay,az,gx,gy,gz', '--units', 'acc=g,gyr=dps'))
        raw, crc, size = pack[10:-8], *struct.unpack('<II', pack[-8:])
        for claimed in (size,) if slow else (size, 1000):
            local = struct.pack('<4sHHHHHIIIHH', b'PK\3\4', 20, 0, 8, 0, 0, crc, len(raw), claimed, 5, 0) + b'a.csv'
            central = struct.pack('<4sHHHHHHIIIHHHHHII', b'PK\1\2', 20, 20, 0, 8, 0, 0, crc, len(raw), claimed, 5, 0, 0, 0, 0, 0, 0) + b'a.csv'
            end = struct.pack('<4sHHHHIIH', b'PK\5\6', 0, 0, 1, 1, len(central), len(local) + len(raw), 0)
            self.write('bomb.zip', local + raw + central + end)
            self.refused('bomb.zip', 'bomb.zip', more=('--rate', '100', '--columns', 'ax,ay,az,gx,gy,gz', '--units', 'acc=g,gyr=dps'))
        many = io.BytesIO()
        with zipfile.ZipFile(many, 'w') as z:
            for i in range(5000):
                z.writestr('%d' % i, '')
        self.write('many.zip', many.getvalue())
        self.refused('many.zip', '4096')
        lie = bytearray(archive([('a.csv', row * 100)]))
        at = lie.rindex(b'PK\5\6')
        lie[at + 12:at + 16] = struct.pack('<I', 0xfffffff0)
        self.write('lie.zip', bytes(lie))
        self.refused('lie.zip', 'lie.zip')


LIMIT_KB = 64 * 1024 * (4 if 'asan' in PROGRAM else 1)

if __name__ == '__main__':
    if 'built without reading them' in subprocess.run([PROGRAM, 'formats'], stdout=subprocess.PIPE, universal_newlines=True).stdout:
        print('built without libzip')
        sys.exit(77)
    main()
