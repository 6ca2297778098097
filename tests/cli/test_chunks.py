"""The same bytes in pieces of 1, 7, 4096 or all at once give the same output files, byte for byte, on a real recording."""
import os
import unittest

from program import DATA, Case, all_outputs, main


class Chunks(Case):
    def outputs(self, inputs, *args):
        options, names = all_outputs()
        r = self.run_program('analyze', *inputs, *options, *args, timeout=600)
        return r.returncode, r.stdout, r.stderr, {n: self.read(n) for n in names}

    def same_for_every_chunk(self, inputs, *args):
        for i in inputs:
            if not os.path.exists(i.split(':')[0]):
                raise unittest.SkipTest('the recording %s is not here' % os.path.relpath(i, DATA))
        whole = self.outputs(inputs, *args, '--chunk', str(1 << 24))
        self.assertEqual(whole[0], 0, whole[2])
        self.assertGreater(whole[3]['out.events'].count(b'\n'), 10)
        for chunk in (1, 7, 4096):
            self.assertEqual(self.outputs(inputs, *args, '--chunk', str(chunk)), whole, 'in pieces of %d' % chunk)
        self.assertEqual(self.outputs(inputs, *args), whole, 'in pieces as usual')
        self.assertEqual(self.outputs(inputs, *args, '--chunk', '997', '--threads', '2'), whole, 'read ahead')

    def test_a_pelvis_sensor(self):
        self.same_for_every_chunk([os.path.join(DATA, 'outdoor-run', 'left-hip.csv')], '--placement', 'pelvis')

    def test_a_foot_sensor_with_gyroscope(self):
        self.same_for_every_chunk([os.path.join(DATA, 'foot-vicon', 'foot-vicon-02.csv')], '--placement', 'foot', '--side', 'right')

    def test_two_sensors_merged_by_time(self):
        folder = os.path.join(DATA, 'outdoor-run')
        self.same_for_every_chunk([os.path.join(folder, 'left-hip.csv') + ':pelvis', os.path.join(folder, 'left-ankle.csv') + ':shank:left'])

    def test_a_folder_of_eight_sensors(self):
        self.same_for_every_chunk([os.path.join(DATA, 'virtual-imu', 'hamner01-30')])

    def test_height_and_places_beside_the_sensors_and_in_a_file_of_their_own(self):
        r = self.run_program('simulate', '--out', 'run', '--sensors', 'pelvis,foot:left', '--seconds', '20', '--rate', '100', '--barometer', '0.3', '--gps', '2')
        self.assertEqual(r.returncode, 0, r.stderr)
        rows = self.read('run/pelvis.csv').decode().splitlines()
        self.write('height.csv', '\n'.join('%s,%s' % (x.split(',')[0], x.split(',')[7]) for x in rows) + '\n')
        self.same_for_every_chunk([self.path('run/pelvis.csv') + ':pelvis', self.path('run/foot_left.csv') + ':foot:left', self.path('height.csv')])


if __name__ == '__main__':
    main()
