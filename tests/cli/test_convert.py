"""`runform convert`: from any log into any format and back, with the same analysis; what a format cannot carry is said; nothing half written."""
import csv
import gzip
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

from independent import read_fit
from program import DATA, PROGRAM, ROOT, Case, main, pelvis_rows, table

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'read'))
from fit_files import Fit, record  # noqa: E402

SAMPLES = os.path.join(ROOT, 'samples')
SHANK = os.path.join(SAMPLES, 'overstride-shank', 'shank_left.csv')


class Convert(Case):
    def results(self, *args, code=0):
        r = self.run_program('analyze', *args, '-q', '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json')
        self.assertEqual(r.returncode, code, r.stderr)
        return self.read('e.csv'), self.read('s.csv'), {k: v['value'] for k, v in json.loads(self.read('j.json'))['summary'].items()}

    def assert_near(self, found, want, most_s):
        a, b = (list(csv.DictReader(io.StringIO(x.decode()))) for x in (found, want))
        self.assertEqual([(e['kind'], e['side']) for e in a], [(e['kind'], e['side']) for e in b])
        for e, f in zip(a, b):
            self.assertAlmostEqual(float(e['t_s']), float(f['t_s']), delta=most_s)

    def convert(self, *args, code=0, **kw):
        r = self.run_program('convert', *args, **kw)
        self.assertEqual(r.returncode, code, r.stderr)
        if code:
            self.assert_one_line(r)
        return r.stderr.decode()

    def simulate(self, *args):
        r = self.run_program('simulate', '--out', 'sim', *args)
        self.assertEqual(r.returncode, 0, r.stderr)


class ThereAndBack(Convert):
    def test_every_sample_in_every_format(self):
        for folder, name, place in (('overstride-shank', 'shank_left.csv', 'shank:left'), ('easy-pelvis', 'pelvis.csv', 'pelvis'),
                                    ('pocket-phone', 'pocket_right.csv', 'pocket:right')):
            folder = os.path.join(SAMPLES, folder)
            source = os.path.join(folder, name)
            want = self.results(source + ':' + place)
            for out, back in (('a.csv', ('a.csv',)), ('a.csv.gz', ('a.csv.gz',)), ('a.fit', ('a.fit:' + place,)), ('folder', ('folder',)),
                              ('study', ('study',))):
                self.convert(source + ':' + place, out, *(('--to', 'bids') if out == 'study' else ()))
                found = self.results(*back)
                if out == 'a.fit' and folder.endswith('pocket-phone'):          # an uneven clock, in whole milliseconds: events move by a sample
                    self.assert_near(found[0], want[0], 0.01)
                    continue
                self.assertEqual(found[:2], want[:2], (name, out))
                for k, v in want[2].items():                                    # FIT keeps single precision
                    self.assertTrue(found[2][k] == v or (out == 'a.fit' and abs(found[2][k] - v) < 2e-5 * max(1, abs(v))), (name, out, k))
                if os.path.isdir(self.path(out)):
                    subprocess.check_call(['rm', '-r', self.path(out)])

    def test_the_table_is_its_own_copy(self):
        self.convert(SHANK, 'a.csv')
        self.convert('a.csv', 'b.csv.gz')
        self.convert('b.csv.gz', 'c.csv')
        self.assertEqual(self.read('a.csv'), self.read('c.csv'))
        self.convert('a.csv', 'b.fit')
        self.convert('b.fit:shank:left', 'c.fit')
        self.assertEqual(self.read('b.fit'), self.read('c.fit'))
        self.convert('a.csv', 'study', '--to', 'bids')
        self.convert('study', 'd.csv')
        self.assertEqual(self.read('d.csv').split(b'\n')[-300:], self.read('a.csv').split(b'\n')[-300:])
        self.convert('study', 'again', '--to', 'bids')
        name = 'sub-01/motion/sub-01_task-running_tracksys-shankLeft_motion.tsv'
        self.assertEqual(self.read('again/' + name), self.read('study/' + name))
        self.assertTrue(self.read('a.csv').startswith(b'time_s,left_shank_acc_x_mps2,'))

    def test_other_units_are_rounded_at_a_billionth(self):
        rows = [[v[0], *(x / 9.80665 for x in v[1:4]), *(x * 57.29577951308232 for x in v[4:])] for v in pelvis_rows(30)]
        self.write('g.csv', table([['%.3f' % v[0], *('%.5f' % x for x in v[1:])] for v in rows],
                                  header='Time (ms),AccX (g),AccY (g),AccZ (g),GyrX (deg/s),GyrY (deg/s),GyrZ (deg/s)'.replace('(ms)', '(s)')))
        want = self.results('g.csv:pelvis')
        self.convert('g.csv:pelvis', 'a.csv')
        self.assertEqual(self.results('a.csv'), want)

    def test_what_stands_beside_the_sensor_comes_along(self):
        self.simulate('--sensors', 'foot:left,foot:right', '--gps', '1', '--barometer', '0.2', '--emg', '500', '--seconds', '40')
        inputs = ['sim/foot_left.csv', 'sim/foot_right.csv', 'sim/emg.csv']
        want = self.results(*inputs)
        self.convert(*inputs, 'tables', '-q')
        self.assertEqual(sorted(os.listdir(self.path('tables'))), ['beside3.csv', 'foot_left.csv', 'foot_right.csv'])
        self.assertEqual(self.results('tables/foot_left.csv', 'tables/foot_right.csv', 'tables/beside3.csv'), want)
        said = self.convert('sim/foot_left.csv', 'a.fit')
        self.assertIn('foot:left', said)
        self.assertNotIn('rounded', said)
        d = read_fit(self.path('a.fit'))
        self.assertAlmostEqual([r for r in d['records'] if 'position_lat' in r][3]['position_lat'], 52, delta=0.01)

    def test_rows_without_a_value_stay_rows_without_a_value(self):
        lines = table(pelvis_rows(30)).split('\n')
        for i in (300, 301, 900):
            lines[i] = lines[i].split(',')[0] + ',,,,,,'
        self.write('holes.csv', '\n'.join(lines))
        want = self.results('holes.csv:pelvis')
        self.convert('holes.csv:pelvis', 'a.csv')
        self.assertEqual(self.results('a.csv'), want)
        self.assertIn('3 samples without a value', self.convert('holes.csv:pelvis', 'a.fit'))

    def test_times_that_fit_rounds_are_said(self):
        self.write('fine.csv', table([['%.6f' % (v[0] * 1.0003), *v[1:]] for v in pelvis_rows(30)]))
        want = self.results('fine.csv:pelvis')
        self.assertIn('rounded to a millisecond', self.convert('fine.csv:pelvis', 'a.fit'))
        self.assert_near(self.results('a.fit:pelvis')[0], want[0], 0.01)

    def test_dates_and_walls_clocks(self):
        rows = pelvis_rows(20)
        self.write('utc.csv', table([['%.6f' % (1.7e9 + v[0]), *v[1:]] for v in rows], header='unix_s,' + table([]).strip().split(',', 1)[1]))
        self.write('wall.csv', table([['2024-05-01 07:30:%09.6f' % v[0], *v[1:]] for v in rows], header='datetime,' + table([]).strip().split(',', 1)[1]))
        for name in ('utc.csv', 'wall.csv'):
            want = self.results(name + ':pelvis')
            start = json.loads(self.read('j.json'))['sensors'][0].get('start_utc')
            self.convert(name + ':pelvis', 'a.csv')
            self.assertEqual(self.results('a.csv'), want)
            self.assertEqual(json.loads(self.read('j.json'))['sensors'][0].get('start_utc'), start)
        self.convert('utc.csv:pelvis', 'a.fit', '-q')
        self.assertEqual(self.results('a.fit:pelvis'), want)
        self.assertEqual(read_fit(self.path('a.fit'))['sessions'][0]['start_time'][:16], '2023-11-14T22:13')

    def test_real_logs(self):
        seen = 0
        for name in ('xio/short-walk.csv', 'xsens/dot-realtime-pelvis.csv', 'xsens/mt-manager.txt', 'witmotion/imu-log.csv', 'phyphox/acceleration.csv',
                     'sensorlogger/TotalAcceleration.csv', 'sensorlogger/semicolon-walking.csv'):
            path = os.path.join(DATA, 'formats', name)
            if not os.path.exists(path):
                self.skipTest('no recordings in ' + DATA)
            r = self.run_program('analyze', path, '-q', '--events', 'e.csv', '--steps', 's.csv')
            if r.returncode not in (0, 1):
                continue
            want = self.read('e.csv'), self.read('s.csv')
            self.convert(path, 'a.csv', '-q')
            again = self.run_program('analyze', 'a.csv', '-q', '--events', 'e.csv', '--steps', 's.csv')
            self.assertEqual((again.returncode, self.read('e.csv'), self.read('s.csv')), (r.returncode, *want), name)
            seen += 1
        self.assertGreater(seen, 3)

    def test_pieces_pipes_and_gzip_change_no_byte(self):
        self.convert(SHANK, 'a.csv')
        self.convert(SHANK, 'a.fit', '-q')
        want = self.read('a.csv')
        for size in ('7', '4096'):
            self.convert(SHANK, 'b.csv', '--chunk', size)
            self.convert(SHANK, 'b.fit', '-q', '--chunk', size)
            self.assertEqual((self.read('b.csv'), self.read('b.fit')), (want, self.read('a.fit')))
        self.simulate('--sensors', 'pelvis', '--gps', '1', '--barometer', '0.2', '--seconds', '10')
        for out in ('c.csv', 'c.fit'):
            self.convert('sim/pelvis.csv', out, '-q')
            want_beside = self.read(out)
            self.convert('sim/pelvis.csv', out, '-q', '--chunk', '7')
            self.assertEqual(self.read(out), want_beside)
        with open(SHANK, 'rb') as f:
            r = self.run_program('convert', '-:shank:left', '-', stdin=gzip.compress(f.read()))
        self.assertEqual((r.returncode, r.stdout, r.stderr), (0, want, b''))


class Watches(Convert):
    def test_a_watch_without_samples_is_a_table_of_its_records(self):
        f = Fit()
        for i in range(60):
            record(f, 1000000000 + i, cadence=82, contact=2400 + i, oscillation=900, speed=3000)
        self.write('watch.fit', f.bytes())
        self.convert('watch.fit', 'a.csv')
        rows = list(csv.DictReader(io.StringIO(self.read('a.csv').decode())))
        self.assertEqual(len(rows), 60)
        self.assertEqual((rows[7]['watch_contact_ms'], rows[7]['watch_cadence_spm'], rows[7]['gps_speed_mps']), ('240.7', '164', '3'))
        self.assertEqual(rows[0]['unix_time_s'], '1631065600.000000')
        for args in (('a.fit',), ('folder', '--to', 'bids')):
            r = self.run_program('convert', 'watch.fit', *args)
            self.assertEqual(r.returncode, 3)
            self.assert_one_line(r, 'samples')
        self.assertEqual(self.files(), ['a.csv', 'watch.fit'])

    def test_what_was_damaged_is_said(self):
        f = Fit()
        for i in range(60):
            record(f, 1000000000 + i)
        self.write('watch.fit', f.bytes()[:-40])
        self.assertIn('watch.fit', self.convert('watch.fit', 'a.csv'))
        lines = table(pelvis_rows(20)).split('\n')
        lines[500] = 'what,is,this'
        self.write('run.csv', '\n'.join(lines))
        self.assertIn('run.csv:501: 3 cells instead of 7', self.convert('run.csv', 'b.csv'))
        self.assertEqual(self.read('b.csv').count(b'\n'), 2000)
        self.assertEqual(self.convert('run.csv', 'b.csv', '-q'), '')

    def test_a_track_goes_beside_a_sensor(self):
        points = ''.join('<trkpt lat="%.7f" lon="13.0"><ele>%.1f</ele><time>2024-05-01T07:30:%02dZ</time></trkpt>' % (52 + 3e-5 * i, 30 + i / 10, i)
                         for i in range(50))
        self.write('way.gpx', '<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>%s</trkseg></trk></gpx>' % points)
        self.convert('way.gpx', 'way.csv')
        self.write('run.csv', table([['2024-05-01T07:30:%09.6fZ' % v[0], *v[1:]] for v in pelvis_rows(45)], header='utc,' + table([]).strip().split(',', 1)[1]))
        self.assertEqual(self.results('run.csv:pelvis', 'way.csv')[1], self.results('run.csv:pelvis', 'way.gpx')[1])


class NothingLost(Convert):
    def limited(self, *args, size=20000):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return subprocess.run([PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder, preexec_fn=limit, timeout=120)

    def test_a_disk_that_is_full(self):
        for args in ((SHANK, 'a.csv'), (SHANK, 'a.csv.gz'), (SHANK, 'a.fit'), (SHANK, 'folder'), (SHANK, 'study', '--to', 'bids')):
            r = self.limited('convert', *args)
            self.assertEqual(r.returncode, 4, args)
            self.assert_one_line(r, 'cannot be written')
            self.assertEqual(self.files(), [], args)
        r = self.limited('analyze', SHANK, '-q', '--bids', 'study')
        self.assertEqual((r.returncode, self.files()), (4, []))
        if os.access('/dev/full', os.W_OK):
            self.assertIn('disk is full', self.convert(SHANK, '/dev/full', '--to', 'csv', code=4))

    def test_a_file_that_is_there_stays_if_it_fails(self):
        self.write('a.csv', 'old')
        self.assertEqual(self.limited('convert', SHANK, 'a.csv').returncode, 4)
        self.assertEqual(self.read('a.csv'), b'old')

    def test_a_folder_that_is_there_is_not_written_over(self):
        os.mkdir(self.path('mine'))
        self.write('mine/thesis.txt', 'years')
        for args in ((), ('--to', 'bids')):
            self.assertIn('mine', self.convert(SHANK, 'mine', *args, code=4))
        self.assertEqual(os.listdir(self.path('mine')), ['thesis.txt'])
        os.mkdir(self.path('empty'))
        self.convert(SHANK, 'empty')
        self.assertEqual(os.listdir(self.path('empty')), ['shank_left.csv'])

    def test_an_interrupt_leaves_nothing(self):
        for out in (('a.csv',), ('study', '--to', 'bids')):
            p = subprocess.Popen([PROGRAM, 'convert', '-:shank', *out], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)
            with open(SHANK, 'rb') as f:
                p.stdin.write(f.read())
            p.stdin.flush()
            for _ in range(200):
                if self.files():
                    break
                time.sleep(0.05)
            p.send_signal(signal.SIGINT)
            self.assertEqual(p.wait(timeout=60), 130)
            for stream in (p.stdin, p.stdout, p.stderr):
                stream.close()
            self.assertEqual(self.files(), [])

    def test_an_ending_in_capitals_is_that_ending(self):
        for name in ('out.csv', 'out.csv.gz', 'out.fit'):
            self.convert(SHANK + ':shank:left', name, '-q')
            self.convert(SHANK + ':shank:left', name.upper(), '-q')
            self.assertEqual(self.read(name.upper()), self.read(name))
        os.mkdir(self.path('card'))
        shutil.copy(SHANK, self.path('card/SHANK_LEFT.CSV'))
        self.convert('card', 'card.csv', '-q')
        self.assertEqual(self.read('card.csv'), self.read('out.csv'))
        for name in ('r.md', 'R.MD', 'r.json', 'R.JSON'):
            self.assertEqual(self.run_program('analyze', SHANK, '-q', '--report', name).returncode, 0)
            self.assertNotIn(b'<html', self.read(name))

    def test_slips_are_one_line(self):
        self.write('in.csv', table(pelvis_rows(5)))
        for args, word in (((), 'input'), (('in.csv',), 'output'), (('in.csv', 'out.xyz'), 'ending'), (('in.csv', 'in.csv'), 'overwrite'),
                           (('in.csv', './in.csv'), 'overwrite'), (('in.csv', 'o', '--to', 'bidz'), 'bids'), (('in.csv', '-', '--to', 'fit', '-q'), 'pipe')):
            r = self.run_program('convert', *args)
            self.assertIn(r.returncode, (2, 4))
            self.assert_one_line(r, word)
        r = self.run_program('convert', 'absent.csv', 'o.csv')
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'absent.csv')
        self.write('in2.csv', table(pelvis_rows(5)))
        self.assertIn('folder', self.convert('in.csv', 'in2.csv', 'o.csv', code=2))
        self.assertIn('one sensor', self.convert('in.csv', 'in2.csv', 'o.fit', code=2))
        self.assertEqual(self.files(), ['in.csv', 'in2.csv'])

    def test_the_table_of_formats_says_what_can_be_written(self):
        r = self.run_program('formats', '--json')
        ids = [(w['command'], w['id']) for w in json.loads(r.stdout)['writers']]
        for want in (('convert', 'csv'), ('convert', 'csv.gz'), ('convert', 'fit'), ('convert', 'bids'), ('analyze', 'fit'), ('analyze', 'bids')):
            self.assertIn(want, ids)
        self.assertIn(b'runform convert', self.run_program('formats').stdout)


if __name__ == '__main__':
    main()
