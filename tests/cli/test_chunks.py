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

    def test_a_pelvis_sensor(self):
        self.same_for_every_chunk([os.path.join(DATA, 'outdoor-run', 'left-hip.csv')], '--placement', 'pelvis')

    def test_a_foot_sensor_with_gyroscope(self):
        self.same_for_every_chunk([os.path.join(DATA, 'foot-vicon', 'foot-vicon-02.csv')], '--placement', 'foot', '--side', 'right')

    def test_two_sensors_merged_by_time(self):
        folder = os.path.join(DATA, 'outdoor-run')
        self.same_for_every_chunk([os.path.join(folder, 'left-hip.csv') + ':pelvis', os.path.join(folder, 'left-ankle.csv') + ':shank:left'])

    def test_a_folder_of_eight_sensors(self):
        self.same_for_every_chunk([os.path.join(DATA, 'virtual-imu', 'hamner01-30')])


if __name__ == '__main__':
    main()
