"""FIT activities through the program: what a watch tells, raw samples, and files that lie."""
import csv
import glob
import io
import json
import math
import os
import random
import resource
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from fit_files import RECORD, Fit, record, summary  # noqa: E402
from program import DATA, PROGRAM, Case, main  # noqa: E402

START = 1000000000          # FIT seconds, in 2021


class FitFiles(Case):
    def analyze(self, data, *args, code=0, name='run.fit'):
        self.write(name, data)
        r = self.run_program('analyze', name, '--json', 'j.json', *args)
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return (json.loads(self.read('j.json')) if code in (0, 1) else None), r.stderr.decode()

    def told(self, j, name):
        v = j['summary'][name]
        return v['value'] if v['told'] else None

    def test_means_are_over_records_with_running(self):
        f = Fit()
        for i in range(60):
            record(f, START + i, cadence=0 if i < 10 else 82 + i % 3, contact=None if i in (30, 31) else 2400 + 10 * (i % 5), fraction=64)
        j, _ = self.analyze(f.bytes())
        kept = [i for i in range(10, 60) if i not in (30, 31)]
        self.assertAlmostEqual(self.told(j, 'cadence_spm'), sum(2 * (82 + i % 3 + 0.5) for i in kept) / len(kept), places=3)
        self.assertAlmostEqual(self.told(j, 'contact_ms'), sum(240 + i % 5 for i in kept) / len(kept), places=3)
        self.assertEqual(j['summary']['contact_ms']['n'], len(kept))
        self.assertIn('stance_time', j['summary']['contact_ms']['method'])
        self.assertEqual(len(j['patterns']), 17)
        self.assertEqual(j['sensors'], [])

    def test_records_with_the_timer_stopped_do_not_count(self):
        f = Fit()
        event = ((253, 4, 0x86), (0, 1, 0x00), (1, 1, 0x00))
        for i in range(60):
            if i == 20:
                f.add(1, 21, event, (START + i, 0, 4))
            if i == 40:
                f.add(1, 21, event, (START + i, 0, 0))
            record(f, START + i, contact=5000 if 20 <= i < 40 else 2500)
        j, _ = self.analyze(f.bytes())
        self.assertAlmostEqual(self.told(j, 'contact_ms'), 250, places=6)

    def test_an_apps_field_counts_only_where_the_watchs_own_is_absent(self):
        def made(native):
            f = Fit()
            description = ((0, 1, 0x02), (1, 1, 0x02), (2, 1, 0x02), (3, 16, 0x07), (8, 16, 0x07))
            fields = RECORD if native else tuple(x for x in RECORD if x[0] != 41)
            for i in range(50):
                if i in (0, 25):        # the app starts again half-way: its index is defined anew, its fields in another order
                    f.add(2, 206, description, (0, 3 if i == 0 else 5, 0x84, b'Ground Time', b'Milliseconds'))
                    f.add(2, 206, description, (0, 5 if i == 0 else 3, 0x84, b'Power', b'Watts'))
                developer = ((3, 2, 0), (5, 2, 0))
                values = [START + i, 82, 0, 2500, 900, 3000] if native else [START + i, 82, 0, 900, 3000]
                f.add(0, 20, fields, values + ([300, 250] if i < 25 else [250, 300]), developer, (0x84, 0x84))
            return f.bytes()

        j, _ = self.analyze(made(True))
        self.assertAlmostEqual(self.told(j, 'contact_ms'), 250, places=6)
        self.assertIn('300 ms', j['summary']['contact_ms']['method'])
        j, _ = self.analyze(made(False))
        self.assertAlmostEqual(self.told(j, 'contact_ms'), 300, places=6)
        self.assertIn('app', j['summary']['contact_ms']['method'])

    def test_balance_tells_how_far_the_feet_differ_and_no_side(self):
        fields = RECORD + ((84, 2, 0x84),)
        for share, status in ((52, 'watch'), (48, 'watch'), (50.2, 'clear'), (51, 'clear'), (0, 'cannot_tell'), (None, 'cannot_tell')):
            f = Fit()
            for i in range(60):
                f.add(0, 20, fields, (START + i, 85, 0, 2500, 900, 3000, None if share is None else round(share * 100)))
            j, _ = self.analyze(f.bytes())
            p = next(p for p in j['patterns'] if p['id'] == 'side_imbalance')
            self.assertEqual(p['status'], status, share)
            if status == 'watch':
                self.assertAlmostEqual(p['value'], 8, delta=0.01)
                self.assertIn('stance_time_balance', json.dumps(p))
                self.assertIn('do not agree', json.dumps(p))

    def test_what_follows_from_cadence_and_contact_is_told(self):
        f = Fit()
        lap = ((253, 4, 0x86), (2, 4, 0x86))
        for i in range(60):
            record(f, START + i, cadence=85, contact=2500, speed=3000)
            if i % 20 == 19:
                f.add(1, 19, lap, (START + i, START + i - 19))
        j, _ = self.analyze(f.bytes())
        step = 60000 / 170
        for name, value in (('step_ms', step), ('stride_ms', 2 * step), ('flight_ms', step - 250), ('duty_factor', 250 / 2 / step), ('stride_length_m', 3 * 2 * step / 1000)):
            self.assertAlmostEqual(self.told(j, name), value, delta=1e-4 * value)
            self.assertIn('watch', j['summary'][name]['method'])
        self.assertIn('3 laps', j['beside'][0]['read']['text'])
        f = Fit()                   # cadence by the watch and contact by an app: nothing is made of the two together
        f.add(2, 206, ((0, 1, 0x02), (1, 1, 0x02), (2, 1, 0x02), (3, 16, 0x07), (8, 16, 0x07)), (0, 3, 0x84, b'Ground Time', b'Milliseconds'))
        for i in range(60):
            f.add(0, 20, tuple(x for x in RECORD if x[0] != 41), (START + i, 85, 0, 900, 3000, 260), ((3, 2, 0),), (0x84,))
        j, _ = self.analyze(f.bytes())
        self.assertEqual([self.told(j, n) is not None for n in ('contact_ms', 'step_ms', 'flight_ms', 'duty_factor')], [True, True, False, False])

    def test_units_of_apps_are_their_own(self):
        f = Fit()
        description = ((0, 1, 0x02), (1, 1, 0x02), (2, 1, 0x02), (3, 24, 0x07), (8, 16, 0x07))
        f.add(2, 206, description, (0, 2, 0x02, b'Cadence', b'RPM'))
        f.add(2, 206, description, (0, 4, 0x88, b'Vertical Oscillation', b'Centimeters'))
        for i in range(30):
            f.add(0, 20, ((253, 4, 0x86),), [START + i, 85, 7.5], ((2, 1, 0), (4, 4, 0)), (0x02, 0x88))
        j, _ = self.analyze(f.bytes())
        self.assertAlmostEqual(self.told(j, 'cadence_spm'), 170, places=6)
        self.assertAlmostEqual(self.told(j, 'vertical_oscillation_m'), 0.075, places=6)

    def test_byte_order_short_headers_and_compressed_times(self):
        want = None
        for big, short in ((False, False), (True, False), (False, True)):
            f = Fit(big_endian=big)
            for i in range(40):
                record(f, START + i, contact=2400 + i)
            j, err = self.analyze(f.bytes(short_header=short))
            self.assertEqual(err, '')
            want = want or self.told(j, 'contact_ms')
            self.assertEqual(self.told(j, 'contact_ms'), want)
        f = Fit()
        record(f, START, contact=2400)
        fields = tuple(x for x in RECORD if x[0] != 253)
        f.define(1, 20, fields)
        for i in range(1, 40):
            f.add(1, 20, fields, (82, 0, 2400 + i, 900, 3000), header=0x80 | 1 << 5 | (START + i) & 31)
        j, err = self.analyze(f.bytes())
        self.assertEqual((err, self.told(j, 'contact_ms')), ('', want))
        self.assertIn('stretch', self.run_program('analyze', 'run.fit').stdout.decode())

    def test_chained_files_are_one_activity(self):
        parts = []
        for k in range(2):
            f = Fit()
            for i in range(30):
                record(f, START + 100 * k + i, contact=2400 + 200 * k)
            parts.append(f.bytes())
        j, err = self.analyze(parts[0] + parts[1])
        self.assertEqual((err, self.told(j, 'contact_ms')), ('', 250))

    def raw(self, *, counts=False, hsa=False, no_gyro=False, climb_mps=None):
        """A simulated pelvis sensor as the raw messages of a FIT file."""
        self.run_program('simulate', '--out', 'sim', '--sensors', 'pelvis', '--seconds', '30', '--rate', '100', '--noise', '0')
        rows = [[float(x) for x in r] for r in list(csv.reader(io.StringIO(self.read('sim/pelvis.csv').decode())))[1:]]
        f = Fit()
        n = 20
        g, deg = 9.80665, 57.29577951308232
        if counts:
            calibration = ((0, 1, 0x00), (1, 4, 0x86), (2, 4, 0x86), (3, 4, 0x86), (4, 12, 0x85))
            f.add(3, 167, calibration, (0, 1, 1024, 32768, [5, -7, 9]))
        for k in range(0, len(rows) - n, n):
            block = rows[k:k + n]
            t = int(block[0][0])
            ms = round((block[0][0] - t) * 1000)
            late = [round((b[0] - block[0][0]) * 1000) for b in block]
            head = [START + t, ms, late]
            size = 4 * n
            if climb_mps is not None:                                            # barometer_data: Pa
                f.add(4, 209, ((253, 4, 0x86), (0, 2, 0x84), (2, 4, 0x86)), (START + t, ms, round(101325 * math.exp(-climb_mps * block[0][0] / 8434.7))))
            if hsa:                                                              # an even interval (ms; 1/32768 s) and fixed scales: 1.024 a mg, 28.57143 a deg/s
                fields = ((253, 4, 0x86), (0, 2, 0x84), (1, 2, 0x84), (2, 2 * n, 0x83), (3, 2 * n, 0x83), (4, 2 * n, 0x83))
                f.add(1, 302, fields, [START + t, ms, 10] + [[round(b[1 + a] / g * 1000 * 1.024) for b in block] for a in range(3)])
                f.add(2, 376, fields, [START + t, ms, 328] + [[round(b[4 + a] * deg * 28.57143) for b in block] for a in range(3)])
                record(f, START + t)
                continue
            if counts:
                shift = (5, -7, 9)
                xyz = [[round(b[1 + a] / g * 1024) + 32768 + shift[a] for b in block] for a in range(3)]
                f.add(1, 165, ((253, 4, 0x86), (0, 2, 0x84), (1, 2 * n, 0x84), (2, 2 * n, 0x84), (3, 2 * n, 0x84), (4, 2 * n, 0x84)), head + xyz)
            else:
                f.add(1, 165, ((253, 4, 0x86), (0, 2, 0x84), (1, 2 * n, 0x84), (5, size, 0x88), (6, size, 0x88), (7, size, 0x88)),
                      head + [[b[1 + a] / g for b in block] for a in range(3)])
            if not no_gyro:
                f.add(2, 164, ((253, 4, 0x86), (0, 2, 0x84), (1, 2 * n, 0x84), (5, size, 0x88), (6, size, 0x88), (7, size, 0x88)),
                      head + [[b[4 + a] * deg for b in block] for a in range(3)])
            record(f, START + t)
        return f.bytes()

    def events_of(self, name):
        r = self.run_program('analyze', name + ':pelvis', '--events', '-', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        return [(float(x['t_s']), x['kind'], x['side']) for x in csv.DictReader(io.StringIO(r.stdout.decode()))]

    def same_events(self, fit, table, within_s):
        a, b = self.events_of(fit), self.events_of(table)
        shift = a[10][0] - b[10][0]
        pairs = [(x, y) for x in a for y in b if x[1] == y[1] and abs(x[0] - shift - y[0]) < 0.05]
        self.assertGreater(len(pairs), 0.95 * len(b))
        self.assertLess(max(abs(x[0] - shift - y[0]) for x, y in pairs), within_s)

    def test_raw_samples_give_the_contacts_of_the_same_table(self):
        self.write('raw.fit', self.raw())
        j, _ = self.analyze(self.read('raw.fit'), '--placement', 'pelvis')
        self.assertTrue(j['sensors'][0]['gyro'])
        self.assertAlmostEqual(j['sensors'][0]['rate_hz'], 100, delta=0.1)
        self.assertNotIn('watch', j['summary']['contact_ms']['method'])
        self.same_events('raw.fit', 'sim/pelvis.csv', 0.003)
        self.write('counts.fit', self.raw(counts=True))
        self.same_events('counts.fit', 'sim/pelvis.csv', 0.005)
        j, _ = self.analyze(self.raw(no_gyro=True), '--placement', 'pelvis')
        self.assertFalse(j['sensors'][0]['gyro'])

    def test_health_sensors_samples_give_the_contacts_of_the_same_table(self):
        self.write('hsa.fit', self.raw(hsa=True))
        j, _ = self.analyze(self.read('hsa.fit'), '--placement', 'pelvis')
        self.assertTrue(j['sensors'][0]['gyro'])
        self.assertAlmostEqual(j['sensors'][0]['rate_hz'], 100, delta=0.1)
        self.same_events('hsa.fit', 'sim/pelvis.csv', 0.005)
        turned = self.run_program('convert', 'hsa.fit', 'back.csv')
        self.assertEqual(turned.returncode, 0, turned.stderr)
        rows = [list(csv.reader(io.StringIO(self.read(n).decode()))) for n in ('back.csv', 'sim/pelvis.csv')]
        back, truth = ([[float(x) for x in r[1:7]] for r in table[1:] if all(r[1:7])] for table in rows)
        for k in (0, 2, 3, 5):                                                   # as much acceleration and turning as in the table: no unit is off
            a, b = (sum(r[k] ** 2 for r in table[500:2500]) for table in (back, truth))
            self.assertAlmostEqual(a / b, 1, delta=0.01)

    def test_falling_pressure_is_a_hill(self):
        self.write('hill.fit', self.raw(climb_mps=0.15))                         # 5 % at 3 m/s
        r = self.run_program('analyze', 'hill.fit:pelvis', '--steps', '-', '-q')
        self.assertEqual(r.returncode, 0, r.stderr)
        grades = [float(x['grade_pct']) for x in csv.DictReader(io.StringIO(r.stdout.decode())) if x['grade_pct']]
        self.assertGreater(len(grades), 40)
        self.assertAlmostEqual(sum(grades) / len(grades), 5, delta=0.5)

    def test_pieces_of_any_size_give_the_same_bytes(self):
        self.write('raw.fit', self.raw())
        want = None
        for size in ('1', '7', '4096', '1000000'):
            r = self.run_program('analyze', 'raw.fit:pelvis', '--json', '-', '--chunk', size, '-q')
            want = want or r.stdout
            self.assertEqual(r.stdout, want, size)

    def test_what_is_damaged_is_said_and_the_rest_is_read(self):
        f = Fit()
        for i in range(60):
            record(f, START + i)
        whole = f.bytes()
        for data, words in ((f.bytes(crc=0x1234), 'checksum is wrong'), (whole[:-200], 'early'), (whole[:-2], 'before its checksum'),
                            (f.bytes(size=0, crc=0), 'claims no data'), (f.bytes(size=0xFFFFFFFF), 'run.fit:')):
            j, err = self.analyze(data)
            self.assertAlmostEqual(self.told(j, 'contact_ms'), 250, places=6)
            self.assertIn(words, err)
        j, err = self.analyze(f.bytes(header_crc=False))
        self.assertEqual(err, '')
        f.body += bytes([0x0B, 1, 2, 3])                          # a message of a local type that nobody defined
        j, err = self.analyze(f.bytes())
        self.assertIn('undefined local type 11', err)
        self.assertAlmostEqual(self.told(j, 'contact_ms'), 250, places=6)

    def test_a_clock_that_is_set_back_costs_no_memory(self):
        """Ten times the same half-hour: what waits for its time must not wait for good."""
        f = Fit()
        vector = [((253, 4, 0x86), (0, 2, 0x84), (1, 50, 0x84), (5, 100, 0x88), (6, 100, 0x88), (7, 100, 0x88))] * 2
        for i in range(2000):
            for local, number, fields in ((1, 165, vector[0]), (2, 164, vector[1])):
                f.add(local, number, fields, [START + i, 0, list(range(0, 1000, 40)), [0.1] * 25, [0.2] * 25, [1.0 if local == 1 else 2.0] * 25])
            record(f, START + i)
        f.body = f.body * 10
        self.write('back.fit', f.bytes(header_crc=False, crc=0))     # no checksum: computing it here takes longer than reading it there
        r = self.run_program('analyze', 'back.fit', '--read-alone', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 64 * 1024 * (4 if 'asan' in PROGRAM else 1))

    def test_files_without_a_run_are_refused_with_the_reason(self):
        f = Fit()
        f.add(0, 0, ((0, 1, 0x00), (1, 2, 0x84)), (6, 1))
        _, err = self.analyze(f.bytes(), code=3)
        self.assertIn('without an activity', err)
        f = Fit()
        f.add(1, 12, ((0, 1, 0x00),), (2,))
        for i in range(30):
            record(f, START + i)
        _, err = self.analyze(f.bytes(), code=3)
        self.assertIn('cycling', err)
        _, err = self.analyze(b'\x0e\x10\x43\x08\x10\x00\x00\x00.FIT\x00\x00' + b'\xff' * 40, code=3)
        self.assertEqual(err.count('\n'), 1)

    def test_any_damage_is_an_answer_or_one_line(self):
        good = self.raw()[:60000]
        r = random.Random(3)
        for i in range(80):
            b = bytearray(good[:r.randrange(40, len(good))] if i % 4 == 0 else good)
            for _ in range(r.choice((1, 3, 30, 300))):
                b[r.randrange(12, len(b))] = r.randrange(256)
            self.write('bad.fit', bytes(b))
            p = self.run_program('analyze', 'bad.fit:pelvis', '--json', 'j.json', '-q', timeout=60)
            self.assertIn(p.returncode, (0, 1, 3), p.stderr.decode(errors='replace'))

    @unittest.skipUnless(glob.glob(os.path.join(DATA, 'formats', 'fit', '*.fit')), 'no real FIT files')
    def test_real_files_agree_with_a_second_reader(self):
        seen = 0
        for path in sorted(glob.glob(os.path.join(DATA, 'formats', 'fit', '*.fit'))):
            with open(path, 'rb') as f:
                want = summary(f.read())
            r = self.run_program('analyze', path, '--json', 'j.json', '-q')
            self.assertEqual(r.returncode, 0 if want else 1, path)
            if not want:
                continue
            j = json.loads(self.read('j.json'))
            self.assertAlmostEqual(self.told(j, 'cadence_spm'), want[0], places=3, msg=path)
            self.assertAlmostEqual(self.told(j, 'contact_ms'), want[1], places=3, msg=path)
            self.assertEqual(j['summary']['contact_ms']['n'], want[2], path)
            seen += 1
        self.assertEqual(seen, 4)


if __name__ == '__main__':
    main()
