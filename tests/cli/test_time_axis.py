"""A recording may begin and end at any time, and may hold pauses: what is told of the running in it is the same. Simulated; no data needed."""
import csv
import unittest

from program import Case, main

WORN = {'foot_left': 'foot:left', 'shank_left': 'shank:left', 'thigh_left': 'thigh:left', 'pelvis': 'pelvis'}


class TimeAxis(Case):
    def simulate(self, *args):
        r = self.run_program('simulate', '--out', 'sim', *args)
        self.assertEqual(r.returncode, 0, r.stderr)

    def rows(self, name):
        with open(self.path('sim/%s.csv' % name), newline='') as f:
            rows = list(csv.reader(f))
        return rows[0], rows[1:]

    def contacts(self, name, header, rows):
        """Times and sides of the initial contacts in these rows."""
        self.write('cut.csv', '\n'.join(','.join(r) for r in [header] + rows) + '\n')
        r = self.run_program('analyze', 'cut.csv:' + WORN[name], '-q', '--events', 'e.csv')
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(self.path('e.csv'), newline='') as f:
            return [(float(e['t_s']), e['side']) for e in csv.DictReader(f) if e['kind'] == 'initial_contact']


class Ends(TimeAxis):
    def test_a_recording_ends_at_any_row(self):
        # at 200 Hz the memory of the cadence is full after 16384 rows, and moved on behind the 16399th
        self.simulate('--sensors', 'pelvis', '--seconds', '83', '--standing', '0')
        header, rows = self.rows('pelvis')
        lengths = [16384, 16385, 16388, 16389, 16392, 16396, 16399, 16400]
        told = [self.contacts('pelvis', header, rows[:n]) for n in lengths]
        for found in told:
            self.assertEqual(found[:220], told[0][:220])


class Begins(TimeAxis):
    def test_times_below_zero_are_times_like_any_other(self):
        self.simulate('--sensors', 'foot:left,shank:left,thigh:left,pelvis', '--seconds', '20')
        for name in WORN:  # 12.48 s are whole multiples of all that is done every so many points
            for columns in (7, 4):  # with a gyro, without
                header, rows = self.rows(name)
                header, rows = header[:columns], [r[:columns] for r in rows]
                as_is = self.contacts(name, header, rows)
                earlier = self.contacts(name, header, [['%.4f' % (float(r[0]) - 12.48)] + r[1:] for r in rows])
                self.assertGreater(len(as_is), 20, name)
                self.assertEqual(len(earlier), len(as_is), name)
                for (t, side), (before, before_side) in zip(as_is, earlier):
                    self.assertAlmostEqual(before + 12.48, t, delta=2e-4)
                    self.assertEqual(before_side, side)


if __name__ == '__main__':
    main()
