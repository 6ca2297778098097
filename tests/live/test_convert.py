"""A recording of a live session goes into other formats: a folder of tables that gives the same analysis, byte for byte, and a BIDS dataset with its date."""
import os
import unittest

from sensors import LiveCase, Run, main


class Recorded(LiveCase):
    def test_a_recording_becomes_tables_that_say_the_same(self):
        _, ports = self.sensors(Run.make(40), '--times', '20')
        p = self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '1', '-q')
        self.lines_of(p)
        r = self.run_program('convert', 'run.live', 'tables')
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertIn(b'markers', r.stderr)
        self.assertEqual(sorted(os.listdir(self.path('tables'))), ['foot_left.csv', 'foot_right.csv', 'pelvis.csv'])
        for name, of in (('a', 'run.live'), ('b', 'tables')):
            r = self.run_program('analyze', of, '-q', '--events', name + '.events', '--steps', name + '.steps', *(('--bids', 'study') if of == 'run.live' else ()))
            self.assertEqual((r.returncode, r.stderr), (0, b''))
        self.assertEqual(self.read('a.events'), self.read('b.events'))
        self.assertEqual(self.read('a.steps'), self.read('b.steps'))
        scans = self.read('study/sub-01/sub-01_scans.tsv').decode().split('\n')
        self.assertEqual([s.split('tracksys-')[1].split('_')[0] for s in scans[1:4]], ['footLeft', 'footRight', 'pelvis'])
        self.assertNotIn(b'cut off', self.run_program('convert', 'run.live', 'whole').stderr)
        self.write('cut.live', self.read('run.live')[:-3000])
        r = self.run_program('convert', 'cut.live', 'cut')
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertIn(b'cut off', r.stderr)
        for out in ('one.csv', 'one.fit'):
            r = self.run_program('convert', 'run.live', out)
            self.assertEqual(r.returncode, 2)
            self.assert_one_line(r, out, 'one sensor')
            self.assertFalse(os.path.exists(self.path(out)))


if __name__ == '__main__':
    main()
