"""--curves: mean curves over the stride are what the strides of the recording add up to, whatever the pieces it comes in."""
import csv
import math
import statistics as st

from program import Case, main

FULL = 'foot:left,foot:right,shank:left,shank:right,thigh:left,thigh:right,pelvis,trunk'


class Curves(Case):
    def simulate(self, sensors, *more, folder='run', seconds='40'):
        r = self.run_program('simulate', '--out', folder, '--seed', '5', '--seconds', seconds, '--sensors', sensors, *more)
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        return folder

    def table(self, name):
        with open(self.path(name), newline='') as f:
            return list(csv.DictReader(f))

    def curves(self, *inputs, out='curves.csv', more=()):
        """{(sensor, side, signal): (n, [mean], [sd])}"""
        r = self.run_program('analyze', *inputs, '--curves', out, '--steps', 'steps.csv', '-q', *more)
        self.assertIn(r.returncode, (0, 1), r.stderr.decode())
        found = {}
        for row in self.table(out):
            n, mean, sd = found.setdefault((row['sensor'], row['side'], row['signal']), (int(row['n']), [], []))
            self.assertEqual(int(row['percent']), len(mean))
            mean.append(float(row['mean']))
            sd.append(float(row['sd']) if row['sd'] else math.nan)
        for _, mean, sd in found.values():
            self.assertEqual(len(mean), 101)
        return found

    def strides(self, side):
        return [r for r in self.table('steps.csv') if r['side'] == side and r['stride_ms']]

    def test_at_contact_they_are_the_mean_of_the_steps(self):
        found = self.curves(self.simulate(FULL))
        for side in ('left', 'right'):
            strides = self.strides(side)
            for sensor, signal, column, bound in (('shank_' + side, 'shank_angle_deg', 'shank_angle_ic_deg', 0.3), ('foot_' + side, 'foot_angle_deg', 'foot_angle_ic_deg', 0.01),
                                                  ('thigh_%s+shank_%s' % (side, side), 'knee_flexion_deg', 'knee_flexion_ic_deg', 0.3)):
                n, mean, sd = found[sensor, side, signal]
                wanted = [float(r[column]) for r in strides if r[column]]
                self.assertLessEqual(abs(n - len(wanted)), 1, signal)
                self.assertAlmostEqual(mean[0], st.mean(wanted), delta=bound, msg=signal)
                self.assertAlmostEqual(sd[0], st.stdev(wanted), delta=0.2, msg=signal)

    def test_tilt_and_lean_are_means_over_the_stride(self):
        found = self.curves(self.simulate('pelvis,trunk'))
        for sensor, signal, column in (('pelvis', 'pelvic_tilt_deg', 'pelvic_tilt_deg'), ('trunk', 'trunk_lean_deg', 'trunk_lean_deg')):
            for side in ('left', 'right'):
                wanted = st.mean(float(r[column]) for r in self.strides(side))
                self.assertAlmostEqual(st.mean(found[sensor, side, signal][1][:100]), wanted, delta=0.05)

    def test_left_and_right_mirror_each_other_at_the_pelvis(self):
        found = self.curves(self.simulate('pelvis', seconds='60'))
        for signal in ('pelvic_obliquity_deg', 'pelvic_rotation_deg'):
            left, right = (found['pelvis', side, signal][1] for side in ('left', 'right'))
            self.assertGreater(max(left) - min(left), 2)
            self.assertLess(max(abs(a + b) for a, b in zip(left, right)), 1)

    def test_the_pieces_of_the_input_change_no_bit(self):
        self.simulate('shank:left,shank:right,pelvis')
        self.curves('run')
        for chunk in ('1', '4096'):
            self.curves('run', out='pieces.csv', more=('--chunk', chunk))
            self.assertEqual(self.read('pieces.csv'), self.read('curves.csv'))

    def test_a_stride_across_a_gap_is_in_none(self):
        whole = self.curves(self.simulate('shank:left', seconds='60'))
        torn = self.curves(self.simulate('shank:left', '--gap', '20-20.4', '--gap', '30-30.4', folder='torn', seconds='60'))
        n, mean, _ = whole['shank_left', 'left', 'shank_angle_deg']
        m, other, _ = torn['shank_left', 'left', 'shank_angle_deg']
        self.assertTrue(n - 14 <= m <= n - 2, (n, m))
        self.assertLess(max(abs(a - b) for a, b in zip(mean, other)), 0.5)

    def test_without_standing_no_angle_from_standing(self):
        names = {k[2] for k in self.curves(self.simulate('foot:left,shank:left,pelvis', '--standing', '0'))}
        self.assertEqual(names & {'shank_angle_deg', 'pelvic_tilt_deg', 'pelvic_obliquity_deg', 'ankle_dorsiflexion_deg'}, set())
        self.assertLessEqual({'foot_angle_deg', 'shank_swing_dps', 'vertical_acc_mps2', 'pelvic_rotation_deg'}, names)

    def test_without_gyro_there_are_none(self):
        self.assertEqual(self.curves(self.simulate('pelvis', '--no-gyro')), {})

    def test_where_sides_are_doubtful_no_curve_has_one(self):
        self.simulate('shank:left,shank:right,pelvis')
        found = self.curves('run/shank_left.csv:shank:right', 'run/shank_right.csv:shank:left', 'run/pelvis.csv')
        self.assertTrue(found)
        self.assertEqual({side for _, side, _ in found}, {''})
        self.assertFalse({signal for _, _, signal in found} & {'pelvic_obliquity_deg', 'pelvic_rotation_deg'})

    def test_a_sensor_that_slipped_has_no_angles(self):
        """Half-way the sensor sits 30 degrees further round: angles from standing go, the rest stays."""
        self.simulate('shank:left', seconds='60')
        with open(self.path('run/shank_left.csv')) as f:
            head, *rows = f.read().splitlines()
        c, s = math.cos(math.radians(40)), math.sin(math.radians(40))
        for i in range(len(rows) // 2, len(rows)):
            x = [float(v) for v in rows[i].split(',')]
            for k in (1, 4):
                x[k], x[k + 1] = c * x[k] - s * x[k + 1], s * x[k] + c * x[k + 1]
            rows[i] = ','.join('%.6f' % v for v in x)
        self.write('slipped.csv', '\n'.join([head, *rows]) + '\n')
        found = self.curves('slipped.csv:shank:left')
        self.assertNotIn(('shank_left', 'left', 'shank_angle_deg'), found)
        self.assertIn(('shank_left', 'left', 'shank_swing_dps'), found)


if __name__ == '__main__':
    main()
