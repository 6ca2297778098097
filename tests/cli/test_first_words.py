"""What somebody types who has read README.md once: a folder with files of other names, a treadmill's speed, a height in centimetres. The program says what
it left out, what it took for what, and where it cannot believe what it was told."""
import json
import os
import shutil

from program import ROOT, Case, main

SHANK = os.path.join(ROOT, 'samples', 'overstride-shank', 'shank_left.csv')


class FirstWords(Case):
    def told(self, *args):
        r = self.run_program('analyze', SHANK, '-q', '--json', '-', *args)
        self.assertEqual(r.returncode, 0, r.stderr)
        return json.loads(r.stdout)

    def pattern(self, session, name):
        return next(p for p in session['patterns'] if p['id'] == name)

    def test_a_folder_says_what_it_left_out(self):
        os.mkdir(self.path('run'))
        for name in ('shank_left.csv', 'events.csv'):
            shutil.copy(os.path.join(os.path.dirname(SHANK), name), self.path('run'))
        r = self.run_program('analyze', 'run', '-q')
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        for name in ('sensor%d.csv' % i for i in range(4)):
            shutil.copy(SHANK, self.path('run/' + name))
        self.write('run/readme.md', 'words')
        r = self.run_program('analyze', 'run', '-q')
        self.assertEqual(r.returncode, 0)
        line = r.stderr.decode()
        self.assertEqual(line.count('\n'), 1, line)
        for word in ('run: left out', 'sensor0.csv, sensor1.csv, sensor2.csv and 1 more', 'no place on the body', 'FILE:shank:left'):
            self.assertIn(word, line)
        for word in ('events.csv', 'readme.md'):
            self.assertNotIn(word, line)

    def test_a_name_that_a_terminal_would_obey_is_text(self):
        os.mkdir(self.path('run'))
        shutil.copy(SHANK, self.path('run'))
        shutil.copy(SHANK, self.path('run/\033[31m.csv'))
        self.assertNotIn(b'\033', self.run_program('analyze', 'run', '-q').stderr)

    def test_a_treadmill_s_speed(self):
        self.assertEqual(self.told('--speed', '12.6km/h')['summary']['pace_mps'], self.told('--speed', '3.5')['summary']['pace_mps'])
        for wrong in ('100km/h', 'km/h', '12km/hr', 'x12km/h', '1.7km/h'):
            self.assert_one_line(self.run_program('analyze', SHANK, '--speed', wrong), '--speed', '11.5km/h')

    def test_a_height_in_centimetres_is_asked_back(self):
        r = self.run_program('analyze', SHANK, '--height', '175')
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'metres', 'did you mean 1.75?')
        for wrong in ('90', '17.5', '-175', '1750'):
            self.assertNotIn(b'did you mean', self.run_program('analyze', SHANK, '--height', wrong).stderr)

    def test_how_a_name_begins_is_enough_to_be_asked_back(self):
        for args, words in ((('explain', 'cadence'), 'runform explain cadence_spm?'), (('history', 'trend', 'cadence'), 'did you mean cadence_spm?'), (('ana', SHANK), 'runform analyze?')):
            r = self.run_program(*args)
            self.assertEqual(r.returncode, 2, args)
            self.assert_one_line(r, words)

    def test_a_speed_that_the_steps_contradict_is_said_and_nothing_is_called_clear_by_it(self):
        self.assertEqual([n['code'] for n in self.told('--speed', '3.2')['notices']], [])
        session = self.told('--speed', '11.5')
        self.assertEqual([n['code'] for n in session['notices']], ['speed'])
        self.assertIn('km/h', session['notices'][0]['text'])
        found = self.pattern(session, 'overstride')
        self.assertEqual(found['status'], 'cannot_tell', found['why'])
        self.assertIn('2.5 to 4.5 m/s', found['why'])
        self.assertNotIn('km/h', self.told('--speed', '0.6')['notices'][0]['text'])

    def test_the_terminal_folds_what_is_not_told_by_its_reason(self):
        text = self.run_program('analyze', SHANK).stdout.decode()
        untold = sum(not v['value'] and v['value'] != 0 for v in self.told()['summary'].values())
        part = text.split('  Not told: ')[1].split('\nPatterns')[0].strip().splitlines()
        self.assertTrue(part[0].startswith('%d more' % untold), part)
        self.assertLessEqual(len(part), 8)
        self.assertEqual(sum(int(x.split(':')[0]) for x in part[1:] if x.strip().split(':')[0].isdigit()), untold)


if __name__ == '__main__':
    main()
