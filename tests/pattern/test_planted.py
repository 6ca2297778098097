"""Patterns planted into simulated runners, through the whole program: present, mild, absent, not to be seen, and what looks alike.

    python3 tests/pattern/test_planted.py build/runform
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judged import BODY, BUILT, KNEES, LEGS, Judged  # noqa: E402
from program import main  # noqa: E402

SHANKS = 'shank:left,shank:right'


class Planted(Judged):
    def test_a_healthy_runner_shows_none_of_them(self):
        found = self.judged(seconds=200)
        for p in BUILT:
            self.assertEqual(found[p]['status'], 'clear', found[p]['why'])

    def test_overstride(self):
        for worn in (LEGS, SHANKS, 'shank:left', LEGS + ',pelvis'):
            self.status('overstride', 'clear', worn=worn)
            self.status('overstride', 'watch', 'overstride=6.5', worn=worn)
            self.status('overstride', 'flagged', 'overstride=14', worn=worn)
        self.status('overstride', 'flagged', 'overstride=14', worn=SHANKS, told=False)
        for worn, word in (('foot:left,foot:right', 'foot sensor'), ('pelvis', '17 measures'), ('trunk', 'lower leg')):
            self.assertIn(word, self.status('overstride', 'cannot_tell', 'overstride=14', worn=worn)['why'])
        self.assertIn('still', self.status('overstride', 'cannot_tell', 'overstride=14', worn=SHANKS, make=('--standing', '0'))['why'])

    def test_what_looks_like_landing_far_ahead(self):
        swapped = {'shank:left': 'shank:right', 'shank:right': 'shank:left'}
        self.status('overstride', 'clear', worn=SHANKS, make=('--slip', '0.05'))
        self.status('overstride', 'clear', worn=SHANKS, names=swapped)
        self.status('overstride', 'clear', worn=SHANKS, speed=4.5)
        self.status('overstride', 'watch', 'overstride=14', worn=SHANKS, make=('--grade', '5'), tell=('--grade', '5'))

    def test_low_cadence(self):
        for fault, want in (('overstride=14,low_cadence=12', 'flagged'), ('overstride=6.5,low_cadence=12', 'watch'), ('low_cadence=12', 'clear'),
                            ('overstride=14', 'clear')):
            self.status('low_cadence', want, fault, worn=SHANKS, others=['overstride'])
        self.status('low_cadence', 'watch', 'low_cadence=12', worn='pelvis')
        self.status('low_cadence', 'clear', worn='pelvis')
        out = self.path('t')
        self.run_program('simulate', '--out', out, '--seconds', '12', '--sensors', 'pelvis', '--speed', '3.5', '--standing', '0')
        self.run_program('analyze', out + '/pelvis.csv:pelvis', '--json', 'j.json', '-q', '--speed', '3.5')
        self.assertIn(next(p for p in json.loads(self.read('j.json'))['patterns'] if p['id'] == 'low_cadence')['status'], ('cannot_tell', 'clear'))

    def listed(self, row, want, lines='', notes=None):
        files = ('--history', self.write('list.csv', 'date,distance_km,minutes,effort,pain\n' + lines)) if lines else ()
        files += ('--notes', self.write('notes.json', notes)) if notes else ()
        p = self.judged(worn='pelvis', seconds=12, tell=files)[row]
        self.assertEqual(p['status'], want, p['why'])

    def test_load_jump(self):
        before = '2026-02-01,5,30,easy,0\n2026-03-10,10,50,easy,0\n'
        for km, want in ((12, 'flagged'), (10.5, 'watch'), (9, 'clear')):
            self.listed('load_jump', want, before + '2026-03-30,%g,50,easy,0\n' % km)
        self.listed('load_jump', 'cannot_tell', '2026-03-20,5,30,easy,0\n2026-03-30,12,50,easy,0\n')
        self.listed('load_jump', 'cannot_tell')
        self.listed('load_jump', 'clear', before + '2026-03-30,9,50,easy,0\n2026-03-30,9,50,easy,0\n')  # doubles count once

    def test_short_recovery(self):
        easy = ''.join('2026-03-%02d,5,30,easy,0\n' % d for d in range(10, 28))
        for last, want in (('2026-03-28,8,50,hard,0\n2026-03-29,8,50,hard,0\n', 'flagged'), ('2026-03-27,8,50,hard,0\n2026-03-28,8,50,hard,0\n2026-03-30,5,30,easy,0\n', 'watch'),
                           ('2026-03-28,8,50,hard,0\n2026-03-30,8,50,hard,0\n', 'clear')):
            self.listed('short_recovery', want, easy + last)
        self.listed('short_recovery', 'cannot_tell', '2026-03-28,8,50,hard,0\n2026-03-29,8,50,hard,0\n')

    def test_symptoms(self):
        for notes, want in (('{"flags":["numbness"]}', 'flagged'), ('{"pain":{"during":5}}', 'watch'), ('{"pain":{"during":1}}', 'clear')):
            self.listed('symptoms', want, notes=notes)
        self.listed('symptoms', 'cannot_tell')

    def test_sitting_back(self):
        self.status('sitting_back', 'clear', worn=KNEES)
        self.status('sitting_back', 'watch', 'sitting_back=7.3', worn=KNEES)
        self.status('sitting_back', 'flagged', 'sitting_back=12', worn=KNEES)
        self.status('sitting_back', 'watch', 'sitting_back=12', worn='shank:left,thigh:left')
        self.assertIn('thigh', self.status('sitting_back', 'cannot_tell', 'sitting_back=12', worn='shank:left')['why'])
        self.status('sitting_back', 'clear', 'little_lean=8', worn=KNEES)
        self.status('sitting_back', 'clear', worn=KNEES, speed=2.7)

    def test_hips_back(self):
        self.status('hips_back', 'clear')
        self.status('hips_back', 'watch', 'hips_back=10,overstride=8')
        self.status('hips_back', 'flagged', 'hips_back=14,overstride=16', others=['overstride'])
        self.status('hips_back', 'clear', 'hips_back=14')
        self.status('hips_back', 'watch', 'hips_back=14', worn='pelvis')
        self.assertIn('pelvis', self.status('hips_back', 'cannot_tell', 'hips_back=14,overstride=16', worn=LEGS, others=['overstride'])['why'])

    def test_pawing(self):
        self.status('pawing', 'clear', worn=LEGS)
        self.status('pawing', 'watch', 'pawing=110,overstride=12', worn=LEGS, others=['overstride'])
        self.status('pawing', 'flagged', 'pawing=215,overstride=14', worn=LEGS, others=['overstride'])
        self.status('pawing', 'clear', 'pawing=215', worn=LEGS)
        self.assertIn('shank', self.status('pawing', 'cannot_tell', 'pawing=215,overstride=14', worn='foot:left,foot:right')['why'])
        self.assertIn('no norm', self.status('pawing', 'cannot_tell', 'pawing=215,overstride=14', worn=LEGS, speed=4.4, others=['overstride'])['why'])

    def test_side_imbalance(self):
        for worn, size, want in (('foot:left,foot:right', 8.5, 'watch'), ('foot:left,foot:right', 18, 'flagged'), ('pelvis', 16, 'watch')):
            self.status('side_imbalance', 'clear', worn=worn)
            for sign in (1, -1):
                p = self.status('side_imbalance', want, 'side_imbalance=%g' % (sign * size), worn=worn)
                self.assertGreater(sign * p['value'], 5)
        self.status('side_imbalance', 'clear', worn='shank:left,shank:right')
        self.assertIn('left leg', self.status('side_imbalance', 'cannot_tell', 'side_imbalance=16', worn='foot:left')['why'])
        self.assertIn('withheld', self.status('side_imbalance', 'cannot_tell', 'side_imbalance=16', worn=LEGS, make=('--grade', '4'), tell=('--grade', '4'))['why'])

    def test_what_looks_like_a_difference_between_sides(self):
        swapped = {'foot:left': 'foot:right', 'foot:right': 'foot:left'}
        self.status('side_imbalance', 'clear', worn='foot:left,foot:right', names=swapped)
        self.status('side_imbalance', 'clear', worn='shank:left,shank:right', make=('--slip', '0.05'))
        for row in ('side_imbalance', 'pelvic_asymmetry'):
            self.status(row, 'clear', worn='foot:left,foot:right,pelvis', seconds=120, make=('--profile', self.laps(36.8)))
            self.status(row, 'cannot_tell', worn='foot:left,foot:right,pelvis', make=('--radius', '37'))
        self.status('pelvic_asymmetry', 'clear', worn='pelvis', make=('--slip', '0.05'))

    def test_pelvic_asymmetry(self):
        self.status('pelvic_asymmetry', 'clear', worn='pelvis')
        for sign in (1, -1):
            self.status('pelvic_asymmetry', 'watch', 'pelvic_asymmetry=%g' % (sign * 11.3), worn='pelvis')
            p = self.status('pelvic_asymmetry', 'flagged', 'pelvic_asymmetry=%g' % (sign * 16), worn='pelvis')
            self.assertGreater(sign * p['value'], 6)
        self.assertIn('pelvis', self.status('pelvic_asymmetry', 'cannot_tell', 'pelvic_asymmetry=16', worn=LEGS)['why'])

    def test_lumbar_mobility(self):
        self.status('lumbar_mobility', 'clear', worn='pelvis,trunk')
        self.status('lumbar_mobility', 'watch', 'lumbar=10.3', worn='pelvis,trunk')
        self.status('lumbar_mobility', 'flagged', 'lumbar=14', worn='pelvis,trunk')
        self.assertIn('trunk', self.status('lumbar_mobility', 'cannot_tell', 'lumbar=14', worn='pelvis')['why'])
        self.status('lumbar_mobility', 'clear', 'hips_back=20', worn='pelvis,trunk')

    def test_little_lean(self):
        self.status('little_lean', 'clear', worn='trunk')
        self.status('little_lean', 'clear', 'little_lean=4', worn='trunk')
        self.status('little_lean', 'watch', 'little_lean=6', worn='trunk')
        self.status('little_lean', 'watch', 'little_lean=15', worn='trunk')
        self.assertIn('trunk', self.status('little_lean', 'cannot_tell', 'little_lean=15', worn='pelvis')['why'])
        self.assertIn('standing', self.status('little_lean', 'cannot_tell', 'little_lean=15', worn='trunk', make=('--standing', '0'))['why'])

    def test_posture_fade(self):
        for worn in (BODY, 'pelvis', 'shank:left', 'foot:left'):
            self.status('posture_fade', 'clear', worn=worn, seconds=240)
            self.status('posture_fade', 'flagged', 'posture_fade=8', worn=worn, seconds=240)
        self.status('posture_fade', 'watch', 'posture_fade=3.5', worn='pelvis', seconds=240)
        self.assertIn('3 min', self.status('posture_fade', 'cannot_tell', 'posture_fade=8', worn='pelvis', seconds=120)['why'])

    def test_a_runner_who_slows_down_does_not_fade(self):
        profile = self.write('slower.csv', 't_s,speed_mps,grade_pct,radius_m\n' + ''.join('%d,%.2f,0,0\n' % (30 * i, 3.8 - 0.1 * i) for i in range(9)))
        for worn in ('foot:left,foot:right,shank:left,shank:right', 'foot:left', 'pelvis', 'shank:left'):
            found = self.judged(worn=worn, seconds=270, told=False, make=('--profile', profile))
            self.assertNotEqual(found['posture_fade']['status'], 'flagged', found['posture_fade']['why'])


if __name__ == '__main__':
    main()
