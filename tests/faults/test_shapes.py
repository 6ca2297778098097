"""Times, tables and files of no usual shape: past 2038 and before 1970, a counter of 32 bits that wraps, ten thousand columns, a line of 10 MB, a file
that grows or shrinks while it is read, folders and pipes where files are meant.

usage: test_shapes.py PROGRAM. What is made of them is compared with the same recording in its usual shape.
"""
import json
import os
import resource
import sys
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '..', 'cli')]
from program import HEADER, Case, main, pelvis_rows, table  # noqa: E402

ROWS = pelvis_rows(20)


class Shapes(Case):
    def events(self, name, *args, code=0, stdin=b''):
        r = self.run_program('analyze', name, '--placement', 'pelvis', '-q', '--events', 'e.csv', '--json', 'j.json', *args, stdin=stdin)
        self.assertEqual(r.returncode, code, r.stderr)
        return self.read('e.csv'), json.loads(self.read('j.json'))

    def usual(self):
        return self.events(self.write('usual.csv', table(ROWS)))


class Times(Shapes):
    def test_an_epoch_past_2038_and_before_1970(self):
        """Seconds, milliseconds and microseconds on either side of what 32 bits hold: the same events, and the right start."""
        usual = self.usual()[0]
        for start, utc in ((2 ** 31 - 10, '2038-01-19T03:13:58'), (4102444800, '2100-01-01T00:00:00')):
            for unit, factor in (('s', 1), ('ms', 1000), ('us', 1000000)):
                text = '%s,' % ('timestamp_' + unit) + HEADER.split(',', 1)[1] + '\n'
                for r in ROWS:
                    t = start * factor + r[0] * factor
                    text += ('%.6f' % t if unit == 's' else '%d' % round(t)) + ''.join(',%.4f' % v for v in r[1:]) + '\n'
                events, j = self.events(self.write('t.csv', text))
                self.assertEqual((start, unit, events), (start, unit, usual))
                self.assertTrue(j['sensors'][0]['read']['start_utc'].startswith(utc), (unit, j['sensors'][0]['read']['start_utc']))

    def test_a_date_past_2038_and_before_1970(self):
        usual = self.usual()[0]
        for day in ('2040-02-29', '2107-12-31', '1969-12-31'):
            text = 'utc,' + HEADER.split(',', 1)[1] + '\n'
            for r in ROWS:
                text += '%sT23:59:%09.6fZ' % (day, 30 + r[0]) + ''.join(',%.4f' % v for v in r[1:]) + '\n'
            events, j = self.events(self.write('t.csv', text))
            self.assertEqual((day, events), (day, usual))
            self.assertEqual(j['sensors'][0]['read']['start_utc'][:19], day + 'T23:59:30')

    def test_a_list_of_sessions_in_such_years(self):
        for year in ('1965', '2038', '2045'):
            self.write('l.csv', 'date,distance_km,minutes,effort,pain\n' + ''.join('%s-%02d-%02d,10,50,easy,0\n' % (year, 1 + i // 14, 1 + i % 14 * 2) for i in range(60)))
            r = self.run_program('history', 'l.csv', '--json', 'h.json')
            self.assertEqual((r.returncode, r.stderr), (0, b''))
            self.assertTrue(json.loads(self.read('h.json'))['session']['date'].startswith(year))
            self.assertEqual(self.run_program('history', 'import', 'l.csv', '--db', year + '.sqlite', '-q').returncode, 0)
            self.assertIn(year.encode(), self.run_program('history', 'list', '--db', year + '.sqlite').stdout)

    def test_a_counter_of_32_bits_that_wraps(self):
        """Microseconds since the sensor was switched on: after 71 minutes and 35 seconds they begin anew, and nothing is lost."""
        usual = self.usual()[0]
        for unit, per_s in (('us', 10 ** 6), ('ms', 1000)):
            text = 'time_%s,' % unit + HEADER.split(',', 1)[1] + '\n'
            for r in ROWS:
                text += '%d' % ((2 ** 32 - 8 * per_s + round(r[0] * per_s)) % 2 ** 32) + ''.join(',%.4f' % v for v in r[1:]) + '\n'
            events, j = self.events(self.write('t.csv', text))
            self.assertEqual(j['sensors'][0]['samples'], len(ROWS))
            self.assertEqual(j['sensors'][0]['gaps'], 0)
            self.assertEqual(events.count(b'\n'), usual.count(b'\n'), unit)


class Tables(Shapes):
    def wide(self, columns):
        """The seven that count among so many that do not; they keep their place."""
        names = ['x%d' % i for i in range(columns)]
        at = [3 + k * (columns // 8) for k in range(7)]
        for k, name in zip(at, HEADER.split(',')):
            names[k] = name
        text = [','.join(names)]
        cells = ['0'] * columns
        for row in ROWS[:1200]:
            for k, v in zip(at, row):
                cells[k] = '%.4f' % v
            text.append(','.join(cells))
        return '\n'.join(text) + '\n'

    def test_ten_thousand_columns(self):
        narrow = self.events(self.write('narrow.csv', table(ROWS[:1200])))[0]
        for columns in (200, 10000):
            r = self.run_program('analyze', self.write('wide.csv', self.wide(columns)), '--placement', 'pelvis', '-q', '--events', 'w.csv')
            if r.returncode == 0:
                self.assertEqual(self.read('w.csv'), narrow, columns)
            else:
                self.assertGreater(columns, 200)
                self.assertEqual(r.returncode, 3)
                self.assert_one_line(r, 'wide.csv', 'column')

    def test_a_line_of_ten_megabytes(self):
        """As a header, as a row among good ones, and as a cell in quotes; from a file and from a pipe; in little memory."""
        good = table(ROWS).encode()
        for name, data in (('header', b'time_s,' + b'x' * (10 << 20) + b'\n' + good.split(b'\n', 1)[1]), ('row', good[:len(good) // 2] + b'9' * (10 << 20) + b'\n' + good[len(good) // 2:]),
                           ('cell', good.replace(b'\n', b',"' + b'y' * (10 << 20) + b'"\n', 1))):
            self.write('long.csv', data)
            for word, stdin in (('long.csv', b''), ('-', data)):
                r = self.run_program('analyze', word, '--placement', 'pelvis', '-q', '--events', 'e.csv', stdin=stdin)
                self.assertIn(r.returncode, (0, 3), (name, r.stderr))
                self.assertLessEqual(r.stderr.count(b'\n'), 1)
                self.assertLess(len(r.stderr), 2000, name)
        if 'asan' not in os.environ.get('ASAN_OPTIONS', '') and 'ASAN_OPTIONS' not in os.environ:
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 200 << 10)

    def test_tables_of_the_other_commands(self):
        self.write('long.csv', 'date,distance_km,minutes,effort,pain\n2026-01-01,' + '1' * (10 << 20) + ',30,easy,0\n')
        self.write('wide.csv', ','.join('t_s' if i == 5000 else 'kind' if i == 7000 else 'c%d' % i for i in range(10000)) + '\n' + ','.join('0' for _ in range(10000)) + '\n')
        self.write('notes.json', '{"pain":{"during":3},"text":"' + 'z' * (10 << 20) + '"}')
        self.usual()
        for args in (('history', 'long.csv'), ('validate', 'wide.csv', 'wide.csv'), ('compare', 'wide.csv', 'long.csv'), ('batch', 'wide.csv', '--out', 'b', '-q'),
                     ('analyze', 'usual.csv', '--placement', 'pelvis', '-q', '--notes', 'notes.json'), ('analyze', 'usual.csv', '--placement', 'pelvis', '-q', '--thresholds', 'long.csv'),
                     ('analyze', 'usual.csv', '--placement', 'pelvis', '-q', '--history', 'long.csv'), ('convert', 'wide.csv', 'x.csv')):
            r = self.run_program(*args)
            self.assertIn(r.returncode, (0, 1, 2, 3, 4, 5), args)
            self.assertLessEqual(r.stderr.count(b'\n'), 2, (args, r.stderr))
            self.assertLess(len(r.stderr), 2000, args)


class Files(Shapes):
    def test_empty_ones(self):
        self.write('empty', '')
        self.usual()
        before = self.files()
        for args in (('analyze', 'empty'), ('convert', 'empty', 'x.csv'), ('compare', 'empty', 'j.json'), ('validate', 'empty', 'e.csv'), ('validate', 'e.csv', 'empty'),
                     ('simulate', '--out', 'x', '--profile', 'empty'), ('live', 'empty', '--replay', '1', '--plain', '--no-sound'),
                     ('history', 'list', '--db', 'nowhere/x'), ('merge', 'empty')):
            r = self.run_program(*args)
            self.assertIn(r.returncode, (2, 3, 4, 5), (args, r.stderr))
            self.assert_one_line(r)
            self.assertEqual(self.files(), before, args)

    def test_folders_and_pipes_in_place_of_files(self):
        """Where a file is read, a folder is one line; where one is written, a pipe takes it and a folder is one line."""
        os.mkdir(self.path('folder'))
        self.usual()
        before = self.files()
        run = ('analyze', 'usual.csv', '--placement', 'pelvis', '-q')
        for args in (('analyze', 'folder'), ('convert', 'folder', 'x.csv'), ('compare', 'folder', 'j.json'), ('validate', 'folder', 'e.csv'), ('validate', 'e.csv', 'folder'), ('history', 'folder'),
                     ('history', 'list', '--db', 'folder'), (*run, '--notes', 'folder'), (*run, '--thresholds', 'folder'), (*run, '--history', 'folder'), (*run, '--db', 'folder'),
                     (*run, '--json', 'folder'), (*run, '--report', 'folder'), ('simulate', '--out', 'x', '--profile', 'folder'), ('live', 'folder', '--plain', '--no-sound'),
                     ('live', 'usual.csv:pelvis', '--plain', '--no-sound', '--record', 'folder'), ('batch', 'usual.csv', '--out', 'e.csv'), ('simulate', '--out', 'e.csv'),
                     (*run, '--bids', 'e.csv')):
            r = self.run_program(*args)
            self.assertIn(r.returncode, (2, 3, 4), (args, r.stderr))
            self.assert_one_line(r)
            self.assertEqual(self.files(), before, args)

    def test_pipes(self):
        usual = self.usual()[0]
        for name in ('in', 'out'):
            os.mkfifo(self.path(name))
        got = []

        def feed():
            with open(self.path('in'), 'wb') as f:
                f.write(table(ROWS).encode())

        def take():
            with open(self.path('out'), 'rb') as f:
                got.append(f.read())
        threads = [threading.Thread(target=t) for t in (feed, take)]
        for t in threads:
            t.start()
        r = self.run_program('analyze', 'in', '--placement', 'pelvis', '-q', '--events', 'out')
        for t in threads:
            t.join(60)
        self.assertEqual((r.returncode, got), (0, [usual]), r.stderr)

    def test_a_file_that_grows_while_it_is_read(self):
        """What is there when its end is met is the recording: whole rows, and no more than was ever written."""
        usual = table(ROWS).encode()
        self.write('grows.csv', usual[:20000])
        stop = threading.Event()

        def grow():
            with open(self.path('grows.csv'), 'ab', buffering=0) as f:
                for at in range(20000, len(usual), 997):
                    f.write(usual[at:at + 997])
                    if stop.is_set():
                        break
        t = threading.Thread(target=grow)
        t.start()
        seen = []
        for _ in range(8):
            r = self.run_program('analyze', 'grows.csv', '--placement', 'pelvis', '-q', '--json', 'j.json')
            self.assertIn(r.returncode, (0, 1, 3), r.stderr)
            self.assertLessEqual(r.stderr.count(b'\n'), 1, r.stderr)
            if r.returncode != 3:
                seen.append(json.loads(self.read('j.json'))['sensors'][0]['samples'])
        stop.set()
        t.join()
        self.assertEqual(seen, sorted(seen))

    def test_a_file_that_shrinks_while_it_is_read(self):
        """A mapped file that is cut would end the program by a signal."""
        long = table(ROWS) + ''.join('%.4f' % (20 + i / 100) + ',0,0,9.8100,0,0,0\n' for i in range(400000))
        for moment in (0, 0.005, 0.01, 0.02, 0.05):
            self.write('shrinks.csv', long)

            def shrink(moment=moment):
                time.sleep(moment)
                os.truncate(self.path('shrinks.csv'), 30000)
            t = threading.Thread(target=shrink)
            t.start()
            r = self.run_program('analyze', 'shrinks.csv', '--placement', 'pelvis', '-q', '--events', 'e.csv')
            t.join()
            self.assertIn(r.returncode, (0, 1, 3), r.stderr)
            self.assertLessEqual(r.stderr.count(b'\n'), 1, r.stderr)


if __name__ == '__main__':
    main()
