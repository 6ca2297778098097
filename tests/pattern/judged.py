"""A simulated runner with a planted pattern, through the whole program: what the tests of patterns share."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case  # noqa: E402

LEGS = 'shank:left,shank:right,foot:left,foot:right'
BODY = LEGS + ',pelvis,trunk'
KNEES = 'shank:left,shank:right,thigh:left,thigh:right,trunk'
BUILT = ('overstride', 'sitting_back', 'hips_back', 'pawing', 'side_imbalance', 'pelvic_asymmetry', 'posture_fade', 'low_cadence', 'lumbar_mobility',
         'little_lean')


class Judged(Case):
    def judged(self, fault='', worn=BODY, seconds=75, speed=3.5, told=True, make=(), tell=(), names=None):
        """The findings by id, of a runner with this fault who wears these sensors."""
        out = self.path('run%d' % len(os.listdir(self.folder)))
        cmd = ['simulate', '--out', out, '--seconds', str(seconds), '--speed', str(speed), '--sensors', worn, *(() if '--standing' in make else ('--pause', '2')), *make]
        r = self.run_program(*cmd, *(('--fault', fault) if fault else ()))
        self.assertEqual(r.returncode, 0, r.stderr)
        files = ['%s.csv:%s' % (os.path.join(out, s.replace(':', '_')), (names or {}).get(s, s)) for s in worn.split(',')]
        r = self.run_program('analyze', *files, *(('--speed', str(speed)) if told else ()), '--height', '1.75', *tell, '--json', out + '.json', '-q')
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(out + '.json', encoding='utf-8') as f:
            return {p['id']: p for p in json.load(f)['patterns']}

    def status(self, row, want, *a, others=(), **k):
        """The row has this status, and no other row is flagged that was not planted."""
        found = self.judged(*a, **k)
        self.assertEqual(found[row]['status'], want, found[row]['why'])
        for p in BUILT:
            if p != row and p not in others:
                self.assertNotEqual(found[p]['status'], 'flagged', '%s: %s' % (p, found[p]['why']))
        if want in ('watch', 'flagged'):
            self.assertTrue(found[row]['cue'] and found[row]['evidence'] and found[row]['strides'] > 0)
        return found[row]

    def laps(self, radius, straight_s=12, seconds=600, speed=3.5):
        """A profile of straights and half circles to the left, as on a track."""
        rows, t = ['t_s,speed_mps,grade_pct,radius_m'], 0.0
        while t < seconds:
            rows.append('%.2f,%.2f,0,' % (t, speed))
            t += straight_s
            rows.append('%.2f,%.2f,0,%.1f' % (t, speed, radius))
            t += 3.14159265 * radius / speed
        return self.write('laps%g.csv' % radius, '\n'.join(rows) + '\n')
