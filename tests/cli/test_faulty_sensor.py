"""A sensor that says nonsense for a while, or stops: the rest of the run is told all the same. Simulated runners; no data needed."""
import csv
import json
import unittest

from program import Case, main


class Faulty(Case):
    def simulate(self, *args):
        r = self.run_program('simulate', '--out', 'sim', *args)
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(self.path('sim/events.csv'), newline='') as f:
            self.truth = [(float(e['t_s']), e['side']) for e in csv.DictReader(f) if e['kind'] == 'initial_contact']

    def change(self, name, new_row):
        """Every row of sim/NAME.csv as numbers through new_row (None leaves it out), into NAME.csv."""
        with open(self.path('sim/%s.csv' % name), newline='') as f:
            rows = list(csv.reader(f))
        changed = (new_row([float(x) for x in r]) for r in rows[1:])
        self.write(name + '.csv', '\n'.join(','.join(r) for r in [rows[0]] + [['%.5f' % x for x in r] for r in changed if r]) + '\n')

    def analyze(self, *inputs):
        r = self.run_program('analyze', *inputs, '-q', '--events', 'e.csv', '--json', 'j.json')
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(self.path('e.csv'), newline='') as f:
            found = [(float(e['t_s']), e['side']) for e in csv.DictReader(f) if e['kind'] == 'initial_contact']
        with open(self.path('j.json')) as f:
            return found, {n['code'] for n in json.load(f)['notices']}

    def matched(self, found, begin, end):
        """(true side, side as found) of the true contacts between begin and end; the side is None where the contact is missing."""
        near = lambda t: min(found, key=lambda x: abs(x[0] - t), default=(1e9, None))
        return [(side, near(t)[1] if abs(near(t)[0] - t) < 0.08 else None) for t, side in self.truth if begin < t < end]


class OneOfTwo(Faulty):
    def test_where_the_foot_is_silent_the_pelvis_tells_both_feet(self):
        self.simulate('--sensors', 'foot:left,pelvis', '--seconds', '40')
        self.change('foot_left', lambda r: None if 15 < r[0] < 25 or r[0] > 38 else r)
        self.change('pelvis', lambda r: r)
        for inputs in (('foot_left.csv:foot:left', 'pelvis.csv:pelvis'), ('pelvis.csv:pelvis', 'foot_left.csv:foot:left')):
            found, _ = self.analyze(*inputs)
            pairs = self.matched(found, 6, 43)
            self.assertGreater(len(pairs), 90)
            self.assertEqual([x for x in pairs if x[0] != x[1]], [])


    def test_whichever_of_three_sensors_ends_or_hangs_no_contact_is_lost(self):
        self.simulate('--sensors', 'foot:left,foot:right,pelvis', '--seconds', '40')
        names = ('foot_left', 'foot_right', 'pelvis')
        inputs = ('foot_left.csv:foot:left', 'foot_right.csv:foot:right', 'pelvis.csv:pelvis')
        for gone in names:
            for hangs in (False, True):
                seen = []

                def fault(r):
                    if r[0] < 20:
                        seen[:] = r
                    return r if r[0] < 20 else [r[0]] + seen[1:] if hangs else None
                for name in names:
                    self.change(name, fault if name == gone else lambda r: r)
                found, codes = self.analyze(*inputs)
                self.assertEqual('frozen' in codes, hangs, (gone, codes))
                pairs = self.matched(found, 6, 18.5) + self.matched(found, 21.5, 43)
                self.assertGreater(len(pairs), 80)
                self.assertEqual([x for x in pairs if x[0] != x[1]], [], (gone, hangs))


class Stamps(Faulty):
    def test_packets_of_a_fast_sensor_are_told_apart(self):
        # 20 samples arrive together, 0.1 ms apart, each 50 ms: 400 Hz, and not 10 kHz with holes
        self.simulate('--sensors', 'foot:left', '--seconds', '30', '--rate', '400')
        self.change('foot_left', lambda r: [(round(r[0] * 400) // 20 * 20 + 19) / 400 + round(r[0] * 400) % 20 * 1e-4] + r[1:])
        found, codes = self.analyze('foot_left.csv:foot:left')
        self.assertIn('jitter', codes)
        late = 0.0249  # the mean wait of a sample, with what lies between the stamps
        self.truth = [x for x in self.truth if x[1] == 'left']
        pairs = self.matched([(t - late, side) for t, side in found], 6, 33)
        self.assertGreater(len(pairs), 35)
        self.assertEqual([x for x in pairs if x[1] is None], [])
        with open(self.path('j.json')) as f:
            self.assertAlmostEqual(json.load(f)['sensors'][0]['rate_hz'], 400, delta=4)


    def test_one_wrong_stamp_moves_no_other_row(self):
        self.simulate('--sensors', 'pelvis', '--seconds', '40')
        self.change('pelvis', lambda r: r)
        as_is, _ = self.analyze('pelvis.csv:pelvis')
        for wrong in (9999.0, -9999.0):
            self.change('pelvis', lambda r: [wrong if abs(r[0] - 20) < 1e-6 else r[0]] + r[1:])
            found, codes = self.analyze('pelvis.csv:pelvis')
            self.assertIn('backwards', codes)
            self.assertEqual(len(found), len(as_is))
            for a, b in zip(found, as_is):
                self.assertAlmostEqual(a[0], b[0], delta=0.003)


    def test_one_wrong_stamp_keeps_no_other_sensor_waiting(self):
        self.simulate('--sensors', 'foot:left,pelvis', '--seconds', '40')
        self.change('foot_left', lambda r: r)
        self.change('pelvis', lambda r: r)
        inputs = ('foot_left.csv:foot:left', 'pelvis.csv:pelvis')
        as_is, _ = self.analyze(*inputs)
        for name in ('foot_left', 'pelvis'):
            for wrong in (9999.0, -9999.0):
                self.change(name, lambda r: [wrong if abs(r[0] - 20) < 1e-6 else r[0]] + r[1:])
                found, codes = self.analyze(*inputs)
                self.assertIn('backwards', codes)
                self.assertEqual([x[1] for x in found], [x[1] for x in as_is], (name, wrong))
                for a, b in zip(found, as_is):
                    self.assertAlmostEqual(a[0], b[0], delta=0.003)
            self.change(name, lambda r: r)


class Slow(Faulty):
    def test_a_slow_sensor_tells_cadence_only(self):
        for worn, name in (('foot:left', 'foot_left'), ('pelvis', 'pelvis')):
            self.simulate('--sensors', worn, '--seconds', '40', '--rate', '30')
            r = self.run_program('analyze', 'sim/%s.csv:%s' % (name, worn), '-q', '--json', 'j.json', '--steps', 's.csv')
            self.assertEqual(r.returncode, 0, r.stderr)
            with open(self.path('j.json')) as f:
                told = {i for i, v in json.load(f)['summary'].items() if v['told']}
            self.assertIn('cadence_spm', told)
            self.assertEqual(told & {'contact_ms', 'flight_ms', 'duty_factor', 'peak_force_bw', 'stride_length_m', 'speed_mps', 'foot_angle_ic_deg',
                                     'foot_lift_m', 'vertical_oscillation_m', 'pelvic_tilt_deg', 'braking_mps', 'propulsion_mps'}, set())
            with open(self.path('s.csv'), newline='') as f:
                self.assertEqual({row['contact_ms'] for row in csv.DictReader(f)}, {''})


    def test_below_20_hz_not_even_the_cadence_is_told(self):
        self.simulate('--sensors', 'pelvis', '--seconds', '40', '--rate', '20')
        with open(self.path('sim/pelvis.csv')) as f:
            lines = f.readlines()
        with open(self.path('slow.csv'), 'w') as f:
            f.writelines(lines[:1] + lines[1::2])
        r = self.run_program('analyze', 'slow.csv:pelvis', '-q', '--json', 'j.json')
        self.assertIn(r.returncode, (0, 1), r.stderr)
        with open(self.path('j.json')) as f:
            j = json.load(f)
        self.assertEqual({i for i, v in j['summary'].items() if v['told']}, set())
        self.assertIn('too_slow', {n['code'] for n in j['notices']})


class Standing(Faulty):
    def test_the_foot_that_stood_before_the_first_step_has_not_landed(self):
        self.simulate('--sensors', 'shank:left', '--seconds', '20', '--standing', '6')
        self.change('shank_left', lambda r: r)
        found, _ = self.analyze('shank_left.csv:shank:left')
        self.assertLess(abs(found[0][0] - min(t for t, side in self.truth if side == 'left')), 0.08)

    def test_the_standing_that_is_told_may_be_a_part_of_a_longer_one(self):
        self.simulate('--sensors', 'shank:left', '--seconds', '30', '--standing', '15', '--noise', '0')
        told = []
        for span in ('0-15', '1-3', '6-9.5', '11-15'):
            r = self.run_program('analyze', 'sim/shank_left.csv:shank:left', '-q', '--standing', span, '--json', 'j.json')
            self.assertEqual(r.returncode, 0, r.stderr)
            with open(self.path('j.json')) as f:
                result = json.load(f)
            stood = result['sensors'][0]['standing_s']
            begin, end = (float(x) for x in span.split('-'))
            self.assertIsNotNone(stood, span)
            self.assertGreaterEqual(stood[0], begin)
            self.assertLessEqual(stood[1], end + 0.5)
            told.append(result['summary']['shank_angle_ic_deg']['value'])
        self.assertLess(max(told) - min(told), 0.3)


class WrongValues(Faulty):
    def test_zeros_for_a_while_are_no_wrong_unit(self):
        self.simulate('--sensors', 'pelvis', '--seconds', '40', '--standing', '0')
        self.change('pelvis', lambda r: r if r[0] > 6 else [r[0]] + [0] * 6)
        found, codes = self.analyze('pelvis.csv:pelvis')
        self.assertNotIn('scale', codes)
        pairs = self.matched(found, 8, 38)
        self.assertGreater(len(pairs), 70)
        self.assertEqual([x for x in pairs if x[1] is None], [])

    def test_an_offset_for_half_a_minute_is_survived(self):
        # the vertical never comes down to 1 g meanwhile, so that the pulse it began is longer than what is held of the signal
        self.simulate('--sensors', 'pelvis', '--mounting', 'aligned', '--seconds', '60')
        self.change('pelvis', lambda r: r[:3] + [r[3] + (25 if 8 < r[0] < 45 else 0)] + r[4:])
        found, codes = self.analyze('pelvis.csv:pelvis')
        self.assertIn('scale', codes)


if __name__ == '__main__':
    main()
