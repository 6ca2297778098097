"""What is no recording of a run is turned down with one clear line, the right exit code, and nothing left behind."""
import json
import os
import struct
import subprocess
import unittest
import zlib

from program import HEADER, PROGRAM, Case, main, pelvis_rows, still_rows, table


def png():
    """A picture of one pixel."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(b'\0\0')) +
            chunk(b'IEND', b''))


class NotARecording(Case):
    def test_an_empty_file(self):
        self.assert_refused(self.write('empty.csv', ''))

    def test_a_header_without_rows(self):
        self.assert_refused(self.write('header.csv', HEADER + '\n'))

    def test_plain_text(self):
        self.assert_refused(self.write('diary.csv', 'Ran along the river today.\nIt rained, but only a little.\n' * 40))

    def test_random_bytes(self):
        import random
        r = random.Random(5)
        self.assert_refused(self.write('noise.csv', bytes(r.randrange(256) for _ in range(20000))))

    def test_a_picture(self):
        self.assert_refused(self.write('photo.csv', png()))

    def test_a_table_without_acceleration(self):
        self.assert_refused(self.write('gps.csv', table([[i / 10, 48.1 + i * 1e-5, 11.5, 520.0] for i in range(200)], 'time,latitude,longitude,altitude')))

    def test_a_table_with_an_axis_missing(self):
        self.assert_refused(self.write('two.csv', table([r[:3] for r in pelvis_rows(10)], 'time_s,acc_x_mps2,acc_y_mps2')))

    def test_damaged_gzip(self):
        import gzip
        whole = gzip.compress(table(pelvis_rows(20)).encode())
        self.assert_refused(self.write('cut.csv.gz', whole[:len(whole) // 2]))

    def test_only_cells_that_are_no_numbers(self):
        self.assert_refused(self.write('nan.csv', HEADER + '\n' + ''.join('%.2f,nan,nan,nan,nan,nan,nan\n' % (i / 100) for i in range(500))),
                            args=('--placement', 'pelvis'))

    def test_a_line_of_64_megabytes(self):
        self.assert_refused_from_pipe(64)

    def assert_refused_from_pipe(self, megabytes):
        """The line comes through a pipe, so that no disk is filled and nobody waits for what the program does not read."""
        make = subprocess.Popen(['sh', '-c', 'head -c %dM /dev/zero | tr "\\0" 1' % megabytes], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        r = subprocess.run([PROGRAM, 'analyze', '-', '--events', 'e.csv'], stdin=make.stdout, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           cwd=self.folder, timeout=120)
        make.stdout.close()
        make.wait()
        self.assertEqual(r.returncode, 3, r.stderr)
        self.assert_one_line(r, 'standard input')
        self.assertEqual(self.files(), [])

    def test_a_line_of_a_gigabyte(self):
        self.assert_refused_from_pipe(1024)

    def test_a_long_line_after_good_rows(self):
        good = table(pelvis_rows(12))
        self.assert_refused(self.write('long.csv', good.encode() + b'1' * (16 << 20) + b'\n'))


class Unreadable(Case):
    def test_a_file_that_is_not_there(self):
        self.assert_refused('nowhere.csv', 'no such file')

    def test_a_folder_without_recordings(self):
        os.mkdir(self.path('empty-folder'))
        self.assert_refused('empty-folder', 'folder')

    def test_a_folder_where_a_file_is_meant(self):
        os.mkdir(self.path('folder'))
        self.assert_refused('folder:pelvis', 'folder', shown='folder')

    @unittest.skipIf(os.geteuid() == 0, 'root may read every file')
    def test_a_file_without_permission(self):
        name = self.write('secret.csv', table(pelvis_rows(10)))
        os.chmod(self.path(name), 0)
        self.assert_refused(name, 'denied')


class DoubtfulRows(Case):
    """Single bad rows do not end a session: they are left out, counted and named."""

    def analyse(self, rows, *args, code=0):
        name = self.write('run.csv', rows if isinstance(rows, str) else table(rows))
        r = self.run_program('analyze', name, '--placement', 'pelvis', '--json', 'j.json', *args)
        self.assertEqual(r.returncode, code, r.stderr)
        return r, json.loads(self.read('j.json'))

    def test_cells_that_are_not_finite(self):
        lines = table(pelvis_rows(30)).split('\n')
        lines[501] = lines[501].split(',')[0] + ',nan,0,9.8,0,0,0'
        lines[502] = lines[502].split(',')[0] + ',0,inf,9.8,0,0,0'
        r, j = self.analyse('\n'.join(lines))
        self.assert_one_line(r, 'run.csv:502')
        self.assertNotIn(b'nan', self.read('j.json').lower().replace(b'"nan', b''))
        self.assertTrue(j['notices'])

    def test_ragged_rows(self):
        lines = table(pelvis_rows(30)).split('\n')
        lines[700] = ','.join(lines[700].split(',')[:3])
        lines[800] += ',1,2,3'
        r, _ = self.analyse('\n'.join(lines))
        self.assert_one_line(r, 'run.csv:701')

    def test_a_few_rows_that_go_back_in_time(self):
        rows = pelvis_rows(30)
        for i in range(1000, 1005):
            rows[i][0] -= 0.5
        _, j = self.analyse(rows)
        self.assertIn('backwards', ' '.join(n['code'] for n in j['notices']))

    def test_a_whole_file_that_runs_backwards(self):
        rows = pelvis_rows(30)
        for row, t in zip(rows, [r[0] for r in rows][::-1]):
            row[0] = t
        name = self.write('back.csv', table(rows))
        self.assert_refused(name, args=('--placement', 'pelvis'))

    def test_a_single_row(self):
        name = self.write('one.csv', table(pelvis_rows(30)[:1]))
        r = self.run_program('analyze', name, '--placement', 'pelvis', '--json', 'j.json')
        self.assertIn(r.returncode, (1, 3), r.stderr)
        self.assert_one_line(r, 'one.csv')
        self.assertEqual(os.path.exists(self.path('j.json')), r.returncode == 1)

    def heavy(self):
        return self.write('heavy.csv', table([[r[0]] + [1000 * v for v in r[1:4]] + r[4:] for r in pelvis_rows(30)]))

    def test_values_that_make_no_sense_in_the_unit_of_the_header(self):
        self.assert_refused(self.heavy(), '--units', args=('--placement', 'pelvis'))

    def test_values_that_make_no_sense_in_the_unit_that_was_told(self):
        r = self.run_program('analyze', self.heavy(), '--placement', 'pelvis', '--units', 'acc=g', '-q')
        self.assertIn(r.returncode, (1, 3))
        self.assert_one_line(r, 'heavy.csv')

    def test_units_that_do_not_exist(self):
        self.assert_refused(self.write('run.csv', table(pelvis_rows(10))), code=2, args=('--units', 'acc=furlongs'), shown='furlongs')


class NoRunning(Case):
    def check_all_outputs(self, rows):
        name = self.write('calm.csv', table(rows))
        r = self.run_program('analyze', name, '--placement', 'pelvis', '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json')
        self.assertEqual(r.returncode, 1, r.stderr)
        self.assert_one_line(r, 'calm.csv', 'no running')
        self.assertEqual(self.read('e.csv').decode().splitlines(), ['t_s,kind,side,sensor,confidence'])
        self.assertEqual(len(self.read('s.csv').decode().splitlines()), 1)
        j = json.loads(self.read('j.json'))
        self.assertEqual(len(j['patterns']), 17)
        self.assertEqual({p['status'] for p in j['patterns']}, {'cannot_tell'})

    def test_a_sensor_that_lies_still(self):
        self.check_all_outputs(still_rows(20))

    def test_half_a_second(self):
        self.check_all_outputs(pelvis_rows(0.5))


if __name__ == '__main__':
    main()
