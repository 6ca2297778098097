"""BIDS-Motion tables and folders as inputs: what was written as BIDS gives what the logs gave; sidecars that are missing or lie are said in one line."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, main  # noqa: E402

HEAD = 'name\tcomponent\ttype\ttracked_point\tunits'
STEM = 'study/sub-01/motion/sub-01_task-running_tracksys-'


class BidsInput(Case):
    def analyze(self, *inputs, code=0):
        r = self.run_program('analyze', *inputs, '--json', 'j.json', '-q', '--height', '1.75')
        self.assertEqual((r.returncode, r.stderr.decode()), (code, ''))
        return json.loads(self.read('j.json'))

    def refused(self, *words, inputs=('study',)):
        r = self.run_program('analyze', *inputs, '-q')
        self.assertEqual(r.returncode, 3, r.stderr.decode())
        self.assert_one_line(r, *words)

    def make(self):
        self.run_program('simulate', '--out', 'sim', '--sensors', 'foot:left,pelvis', '--seconds', '20', '--speed', '3.0', '--seed', '5')
        r = self.run_program('convert', 'sim/foot_left.csv', 'sim/pelvis.csv', 'study', '--to', 'bids')
        self.assertEqual(r.returncode, 0, r.stderr.decode())

    def test_a_batch_of_a_dataset_fails_at_nothing(self):
        self.make()
        r = self.run_program('batch', 'study', '--out', 'o', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        self.assertEqual(self.read('o/summary.csv').count(b',failed,'), 0)

    def change(self, name, old, new):
        text = self.read(name).decode()
        self.assertIn(old, text)
        self.write(name, text.replace(old, new))

    def test_what_was_written_is_read_again(self):
        self.make()
        want = self.analyze('sim/foot_left.csv', 'sim/pelvis.csv')['summary']
        for inputs in (['study'], ['study/sub-01'], ['study/sub-01/motion'], [STEM + 'footLeft_motion.tsv', STEM + 'pelvis_motion.tsv']):
            j = self.analyze(*inputs)
            self.assertEqual([s['sensor'] for s in j['sensors']], ['foot_left', 'pelvis'])
            for name in ('cadence_spm', 'contact_ms', 'stride_length_m', 'pelvic_tilt_deg'):
                self.assertAlmostEqual(j['summary'][name]['value'], want[name]['value'], delta=0.001 * abs(want[name]['value']), msg=name)
        shutil.copytree(self.path('study/sub-01'), self.path('study/sub-02'))
        for folder, _, names in os.walk(self.path('study/sub-02')):
            for n in names:
                os.rename(os.path.join(folder, n), os.path.join(folder, n.replace('sub-01', 'sub-02')))
        self.refused('several sessions')

    def points(self, latency=False, unit='g'):
        """One table with two tracked points, as many datasets have it; rate from a sidecar higher in the tree."""
        self.make()
        rows = [[line.split(',') for line in self.read('sim/%s.csv' % n).decode().strip().split('\n')] for n in ('foot_left', 'pelvis')]
        scale = 9.80665 if unit == 'g' else 1
        os.makedirs(self.path('d/sub-7/motion'))
        body = []
        for i, (a, b) in enumerate(zip(rows[0][1:], rows[1][1:])):
            cells = ['%.7f' % (float(v) / scale) for v in a[1:4]] + a[4:7] + ['0.5', 'n/a'] + ['%.7f' % (float(v) / scale) for v in b[1:4]] + b[4:7]
            body.append('\t'.join(([a[0]] if latency else []) + cells))
        self.write('d/sub-7/motion/sub-7_task-run_tracksys-imu_motion.tsv', '\n'.join(body) + '\n')
        channels = [HEAD] + (['t\tn/a\tLATENCY\tn/a\ts'] if latency else [])
        for point in ('LeftFoot', 'pelvis'):
            channels += ['%s_a%s\t%s\tACCEL\t%s\t%s' % (point, x, x, point, unit) for x in 'xyz'] + ['%s_g%s\t%s\tGYRO\t%s\trad/s' % (point, x, x, point) for x in 'xyz']
            channels += ['q\tquat_w\tORNT\tLeftFoot\tn/a', 'm\tx\tMAGN\tLeftFoot\tuT'] if point == 'LeftFoot' else []
        self.write('d/task-run_tracksys-imu_channels.tsv', '\n'.join(channels) + '\n')
        self.write('d/task-run_tracksys-imu_motion.json', json.dumps({'TaskName': 'run', 'SamplingFrequency': 200, 'ACCELChannelCount': 6, 'GYROChannelCount': 6,
                                                                     'MissingValues': 'n/a'}))
        return 'd/sub-7/motion/sub-7_task-run_tracksys-imu_motion.tsv'

    def test_a_dry_run_says_each_point_of_a_table(self):
        self.points(latency=True)
        r = self.run_program('batch', 'd', '--out', 'o', '--dry-run')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        self.assertRegex(r.stdout.decode(), r'(?s)_motion\.tsv: foot left: .*; pelvis: ')

    def test_several_points_in_one_table_and_sidecars_above(self):
        for latency in (False, True):
            table = self.points(latency)
            for inputs in (['d'], [table]):
                j = self.analyze(*inputs)
                self.assertEqual([(s['sensor'], s['rate_hz']) for s in j['sensors']], [('foot_left', 200), ('pelvis', 200)])
                self.assertAlmostEqual(j['summary']['cadence_spm']['value'], 168, delta=3)
            shutil.rmtree(self.path('d'))

    def test_times_of_several_tables_come_from_the_list_of_scans(self):
        self.make()
        for name in ('footLeft', 'pelvis'):        # each from its own zero
            rows = [r.split('\t') for r in self.read(STEM + name + '_motion.tsv').decode().strip().split('\n')]
            first = 0.0 if name == 'footLeft' else 2.0
            self.write(STEM + name + '_motion.tsv', '\n'.join('\t'.join(['%.6f' % (float(r[0]) - first)] + r[1:]) for r in rows if float(r[0]) >= first) + '\n')
        self.write('study/sub-01/sub-01_scans.tsv', 'filename\tacq_time\nmotion/sub-01_task-running_tracksys-footLeft_motion.tsv\t2024-05-21T10:00:00.000\n'
                   'motion/sub-01_task-running_tracksys-pelvis_motion.tsv\t2024-05-21T10:00:02.000\n')
        j = self.analyze('study')
        self.assertEqual([s['first_t_s'] for s in j['sensors']], [0, 2])

    def test_sidecars_that_are_missing_or_lie(self):
        self.make()
        shutil.copytree(self.path('study'), self.path('good'))

        def anew():
            shutil.rmtree(self.path('study'))
            shutil.copytree(self.path('good'), self.path('study'))

        os.remove(self.path(STEM + 'pelvis_channels.tsv'))
        self.refused('without its _channels.tsv')
        anew()
        self.change(STEM + 'pelvis_channels.tsv', 'gyr_z\tz\tGYRO', 'x\tn/a\tMISC')
        self.refused('contradict')
        anew()
        self.write(STEM + 'pelvis_channels.tsv', '\n'.join(self.read(STEM + 'pelvis_channels.tsv').decode().split('\n')[:-2]) + '\n')
        self.refused('do not belong together')
        anew()
        self.change(STEM + 'pelvis_channels.tsv', 'type', 'kind')
        self.refused('no channels of BIDS-Motion')
        anew()
        self.write(STEM + 'pelvis_motion.json', '{"SamplingFrequency": [1, 2')
        self.change(STEM + 'pelvis_channels.tsv', 'LATENCY', 'MISC')
        self.refused('no time')
        os.remove(self.path(STEM + 'pelvis_motion.json'))
        self.refused('no time')
        anew()
        self.change(STEM + 'pelvis_motion.json', '"n/a"', '"-999"')
        self.refused('looks like data')
        anew()
        self.write(STEM + 'pelvis_motion.json', '}' * 9)
        self.refused('no JSON')
        anew()
        for x in 'xyz':
            self.change(STEM + 'pelvis_channels.tsv', 'acc_%s\t%s\tACCEL' % (x, x), 'acc\t%s\tPOS' % x)
        os.remove(self.path(STEM + 'pelvis_motion.json'))
        self.refused('no ACCEL')
        table = self.points()
        self.change('d/task-run_tracksys-imu_channels.tsv', 'pelvis\t', 'IMU4\t')
        self.refused('not all say where', inputs=[table])


if __name__ == '__main__':
    main()
