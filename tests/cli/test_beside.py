"""What is told beside the recording: thresholds, earlier sessions, a remembered runner. Every fault is one line, the rest is done.

    python3 tests/cli/test_beside.py build/runform
"""
import csv
import io
import json
import os

from program import Case, main


class Beside(Case):
    def setUp(self):
        super().setUp()
        r = self.run_program('simulate', '--out', 'run', '--seconds', '40', '--speed', '3.5', '--sensors', 'shank:left', '--pause', '2', '--fault', 'overstride=8')
        self.assertEqual(r.returncode, 0, r.stderr)
        self.file = 'run/shank_left.csv:shank:left'

    def analyzed(self, *more, env=None, lines=0):
        r = self.run_program('analyze', self.file, '--speed', '3.5', '--json', 'j.json', '-q', *more, env=env)
        self.assertEqual(r.returncode, 0, r.stderr)
        text = r.stderr.decode()
        self.assertEqual(text.count('\n'), lines, text)
        session = json.loads(self.read('j.json'))
        return {p['id']: p for p in session['patterns']}, session, text

    def printed(self, *args):
        r = self.run_program('patterns', *args)
        self.assertEqual(r.returncode, 0, r.stderr)
        return r.stdout.decode()

    def test_the_table_that_is_printed_can_be_given_back_and_changes_nothing(self):
        self.write('t.csv', self.printed('--thresholds'))
        self.write('t.json', self.printed('--json'))
        plain, session, _ = self.analyzed()
        for name in ('t.csv', 't.json'):
            same, other, text = self.analyzed('--thresholds', name, lines=1)
            self.assertIn('overrules no threshold', text)
            self.assertEqual(plain, same)
            self.assertEqual(session['thresholds'], other['thresholds'])
        self.assertEqual(len(session['thresholds']), len(list(csv.DictReader(io.StringIO(self.printed('--thresholds'))))))

    def test_a_moved_threshold_moves_the_verdict_and_stands_in_the_json(self):
        plain, _, _ = self.analyzed()
        for text in ('pattern,metric,threshold,unit\nall,watch_sd,5,SD\nall,flag_sd,8,SD\n', 'metric,threshold,pattern\nwatch_sd,5,all\nflag_sd,8,all\n',
                     '{"all":{"watch_sd":5,"flag_sd":8}}', '{"thresholds":[{"pattern":"all","metric":"watch_sd","threshold":5,"unit":"SD"},'
                     '{"pattern":"all","metric":"flag_sd","threshold":8}]}'):
            moved, session, _ = self.analyzed('--thresholds', self.write('t', text))
            self.assertIn(plain['overstride']['status'], ('watch', 'flagged'))
            self.assertEqual(moved['overstride']['status'], 'clear')
            self.assertEqual({t['metric']: t['threshold'] for t in session['thresholds'] if t['told']}, {'watch_sd': 5, 'flag_sd': 8})

    def test_each_wrong_row_is_one_line_and_the_others_hold(self):
        bad = 'pattern,metric,threshold,unit\nall,watch_sd,5,SD\nall,flag_sd,8,SD\noverstrid,u_shank_deg,1,deg\noverstride,u_shank,1,deg\noverstride,u_shank_deg,0.03,rad\noverstride,u_one_leg_deg,-2,deg\nlow_cadence,norm_share,much,\nall\n'
        moved, session, text = self.analyzed('--thresholds', self.write('t.csv', bad), lines=6)
        for i, words in enumerate(('t.csv:4', 't.csv:5', '"rad"', 'it takes 0 to 90 deg', 'no number', 'too short')):
            self.assertIn(words, text.splitlines()[i])
        self.assertEqual(moved['overstride']['status'], 'clear')
        self.assertEqual(len([n for n in session['notices'] if n['code'] == 'threshold_row']), 6)
        for rubbish in ('', '{"all":', '[1,2]', '\0\1\2', 'a,b\n1,2\n', '{"all":3}'):
            self.analyzed('--thresholds', self.write('t', rubbish), lines=rubbish == '[1,2]' and 2 or 1)
        r = self.run_program('analyze', self.file, '--thresholds', 'nowhere')
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'nowhere')

    def test_remarks_on_list_and_notes_reach_the_json(self):
        self.write('l.csv', 'date,distance_km,minutes,effort,pain\n2026-01-01,10,50,easy,0\n01.02.2026,10,50,easy,0\n2026-01-03,10,50,mad,0\n')
        self.write('n.json', '{"pain":{"during":12},"kind":["odd"]}')
        _, session, text = self.analyzed('--history', 'l.csv', '--notes', 'n.json', lines=4)
        codes = [n['code'] for n in session['notices']]
        self.assertEqual((codes.count('list_row'), codes.count('notes_word')), (2, 2))
        for n in session['notices']:
            if n['code'] in ('list_row', 'notes_word'):
                self.assertIn(n['text'].split(': ', 1)[1], text)

    def test_earlier_sessions_are_the_runner_s_own_norm(self):
        os.mkdir(self.path('own'))
        for i in range(5):
            r = self.run_program('analyze', self.file, '--speed', '3.5', '--json', 'own/%d.json' % i, '-q')
            self.assertEqual(r.returncode, 0, r.stderr)
        plain, _, _ = self.analyzed()
        own, _, _ = self.analyzed('--baseline', 'own')
        self.assertEqual(own['overstride']['status'], 'clear')
        self.assertIn('Among healthy runners at 3.50 m/s: %s.' % plain['overstride']['status'], own['overstride']['why'])
        for i in range(5):  # the same runner used to land 9 deg nearer
            session = json.loads(self.read('own/%d.json' % i))
            session['summary']['shank_angle_ic_deg']['value'] -= 9
            self.write('own/%d.json' % i, json.dumps(session))
        self.assertEqual(self.analyzed('--baseline', 'own')[0]['overstride']['status'], 'flagged')
        self.write('own/notes.json', '{"pain":{}}')
        self.write('own/half.json', self.read('own/0.json')[:300])
        self.write('own/readme.txt', 'not asked')
        found, session, text = self.analyzed('--baseline', 'own', lines=2)
        self.assertEqual(found['overstride']['status'], 'flagged')
        self.assertEqual([n['code'] for n in session['notices']], ['baseline_file'] * 2)
        os.mkdir(self.path('empty'))
        found, _, text = self.analyzed('--baseline', 'empty', lines=1)
        self.assertEqual(found, plain)
        r = self.run_program('analyze', self.file, '--baseline', 'nowhere')
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'nowhere')

    def test_a_runner_is_remembered(self):
        env = {'XDG_DATA_HOME': self.path('data')}
        _, session, _ = self.analyzed('--runner', 'Ann B', '--height', '1.70', '--pace-10km', '4:30/km', env=env)
        self.assertEqual(session['settings']['height_m'], 1.7)
        _, session, _ = self.analyzed('--runner', 'Ann B', '--mass', '60', env=env)
        self.assertEqual((session['settings']['height_m'], session['settings']['mass_kg'], round(session['settings']['ten_km_mps'], 3)), (1.7, 60, 3.704))
        _, session, _ = self.analyzed('--runner', 'Ann B', '--height', '1.72', env=env)
        _, session, _ = self.analyzed('--runner', 'Ann B', env=env)
        self.assertEqual((session['settings']['height_m'], session['settings']['mass_kg']), (1.72, 60))
        _, session, _ = self.analyzed('--runner', 'Bob', env=env)
        self.assertIsNone(session['settings']['height_m'])
        kept = self.path('data/runform/runners/Ann B.json')
        with open(kept, 'w', encoding='utf-8') as f:
            f.write('{"height_m":17,"mass_kg":"x","ten_km_mps":3.7}')
        _, session, text = self.analyzed('--runner', 'Ann B', env=env, lines=2)
        self.assertIsNone(session['settings']['height_m'])
        self.assertEqual(session['settings']['ten_km_mps'], 3.7)
        with open(kept, 'w', encoding='utf-8') as f:
            f.write('{')
        self.analyzed('--runner', 'Ann B', env=env, lines=1)
        for name in ('', '../x', 'a/b', '.', 'x' * 61, '-'):
            r = self.run_program('analyze', self.file, '--runner', name, env=env)
            if name != '-':
                self.assertEqual(r.returncode, 2)
                self.assert_one_line(r, '--runner')
        self.write('data2', '')
        self.analyzed('--runner', 'Ann', '--height', '1.7', env={'XDG_DATA_HOME': self.path('data2')}, lines=1)


if __name__ == '__main__':
    main()
