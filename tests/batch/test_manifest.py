"""A manifest: rows into sessions, what a row says, and its slips."""
import csv
import io
import os

from study import Case, main, make, tables

STUDY = make()


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


class Manifest(Case):
    def study(self, text, *args, code=0):
        self.write('study.csv', text)
        r = self.run_program('batch', 'study.csv', '--out', 'out', *args)
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return r

    def test_a_row_wins_over_options_and_names(self):
        self.study('file,session,placement,side,subject,condition,speed_mps,height_m\n'
                   '%s/r0/morning-ankle-left.csv,a,,,anna,easy,3.3,1.70\n'
                   '%s/r1/pelvis.csv,b,pelvis,,"ben, the tall",fast,,1.92\n' % (STUDY, STUDY), '--speed', '2.9')
        t = rows(tables(self.path('out'))['summary.csv'])
        both = {x['session']: x for x in t if x['side'] == 'both'}
        self.assertEqual((both['a']['subject'], both['a']['condition'], both['a']['speed_used_mps'], both['a']['sensors']), ('anna', 'easy', '3.300', 'shank_left'))
        self.assertEqual((both['b']['subject'], both['b']['speed_used_mps']), ('ben, the tall', '2.900'))

    def test_quotes_in_a_quoted_cell_are_doubled(self):
        self.write('my "easy", run.csv', self.read(os.path.join(STUDY, 'r1', 'pelvis.csv')))
        self.study('file,placement,subject\n"my ""easy"", run.csv",pelvis,"Ben ""the tall"" B."\n')
        t = rows(tables(self.path('out'))['summary.csv'])
        self.assertEqual({x['subject'] for x in t}, {'Ben "the tall" B.'})

    def test_rows_of_one_session_are_its_sensors(self):
        self.study('session;file;placement;side\nrun;%s/r3/shank_left.csv;shank;left\nrun;%s/r3/pelvis.csv;pelvis;\n' % (STUDY, STUDY))
        t = rows(tables(self.path('out'))['summary.csv'])
        self.assertEqual({x['session'] for x in t}, {'run'})
        self.assertEqual(t[0]['sensors'], 'shank_left pelvis')

    def test_paths_are_taken_from_the_manifests_folder(self):
        os.mkdir(self.path('sub'))
        with open(os.path.join(STUDY, 'r1', 'pelvis.csv'), 'rb') as f:
            self.write('sub/run.csv', f.read())
        self.write('sub/m.csv', 'file,placement\nrun.csv,pelvis\n')
        r = self.run_program('batch', 'sub/m.csv', '--out', 'out', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())

    def test_a_standing_recording_of_its_own_zeroes_the_angles(self):
        self.run_program('simulate', '--out', 'sim', '--sensors', 'shank:left', '--standing', '6', '--pause', '4', '--seconds', '30', '--rate', '100')
        lines = self.read('sim/shank_left.csv').decode().splitlines(keepends=True)
        head, body = lines[0], lines[1:]
        at = next(i for i in range(1, len(body)) if float(body[i].split(',')[0]) - float(body[i - 1].split(',')[0]) > 1)
        self.write('standing.csv', head + ''.join(body[:at]))
        self.write('run.csv', head + ''.join(body[at:]))
        self.write('whole.csv', ''.join(lines))
        self.study('session,file,placement,side,standing_file\nwith,run.csv,shank,left,standing.csv\nwithout,run.csv,shank,left,\nwhole,whole.csv,shank,left,\n')
        both = {x['session']: x for x in rows(tables(self.path('out'))['summary.csv']) if x['side'] == 'both'}
        self.assertEqual(both['without']['shank_angle_ic_deg'], '')
        self.assertAlmostEqual(float(both['with']['shank_angle_ic_deg']), float(both['whole']['shank_angle_ic_deg']), delta=0.3)

    def test_columns_that_nobody_knows_are_left_out_and_said(self):
        r = self.study('file,sesion,placement,age\n%s/r1/pelvis.csv,a,pelvis,40\n' % STUDY)
        self.assertIn(b'leaves out: study.csv: sesion, age', r.stderr)

    def test_the_paragraph_names_every_place_however_many_are_worn(self):
        self.run_program('simulate', '--out', 'sim', '--sensors', 'foot:left,foot:right,shank:left,shank:right,thigh:left,thigh:right,pelvis', '--seconds', '20')
        self.study('session,file\n' + ''.join('all,sim/%s.csv\n' % n for n in ('foot_left', 'foot_right', 'shank_left', 'shank_right', 'thigh_left', 'thigh_right', 'pelvis')))
        self.assertIn(b'foot_left foot_right shank_left shank_right thigh_left thigh_right pelvis', self.read('out/methods.txt'))

    def test_a_dry_run_says_which_files_have_no_sensor(self):
        os.mkdir(self.path('way'))
        self.write('way/speed.csv', 'time_s,speed_mps\n' + ''.join('%d,3.0\n' % i for i in range(60)))
        r = self.run_program('batch', 'way', '--out', 'out', '--dry-run')
        self.assertIn(b'no sensor    way/speed.csv', r.stdout)

    def test_absent_files_fail_alone(self):
        r = self.study('file,placement\n%s/r1/pelvis.csv,pelvis\nabsent.csv,pelvis\n' % STUDY, code=5)
        self.assertIn(b'absent.csv', r.stderr)
        t = rows(tables(self.path('out'))['summary.csv'])
        self.assertEqual({x['session']: x['status'] for x in t if x['side'] == 'both'}, {STUDY + '/r1/pelvis.csv': 'done', 'absent.csv': 'failed'})

    def test_slips_stop_the_batch_with_their_line(self):
        good = '%s/r1/pelvis.csv' % STUDY
        for text, words in (('file,placement\n%s,elbow\n' % good, ['study.csv:2', 'elbow']), ('file,side\n%s,up\n' % good, ['study.csv:2', 'up']),
                            ('file,speed_mps\n%s,fast\n' % good, ['study.csv:2', 'fast']), ('file,speed_mps\n%s,35\n' % good, ['out of range']),
                            ('file,session\n,a\n', ['study.csv:2', 'no file']), ('file\n', ['without a row'])):
            r = self.study(text, code=3)
            self.assert_one_line(r, *words)


if __name__ == '__main__':
    main()
