"""Status by the program against the status that the true angles give, on recorded healthy runners: for each row that their truth can give, each
set of sensors, speed told and untold. No flag where the truth is clear, no clear where the truth is flagged. Prints the table.

    python3 tests/pattern/test_confusion.py build/runform
"""
import collections
import csv
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import DATA, Case, main  # noqa: E402
from recorded import SETS, TRIALS, Trial, median, true_overstride, true_statuses, with_standing  # noqa: E402

ANSWERS = ('clear', 'watch', 'flagged', 'cannot_tell')


def root_mean_square(x):
    return (sum(v * v for v in x) / len(x)) ** 0.5 if x else float('nan')


class Confusion(Case):
    def judged(self, trial, worn, told):
        files = [with_standing(trial, n, self.folder) for n in trial.sensors if worn is None or n in worn]
        r = self.run_program('analyze', *files, *(('--speed', '%g' % trial.speed) if told else ()), '--height', '%g' % trial.height, '--json', 'j.json', '--steps',
                             's.csv', '-q')
        self.assertEqual(r.returncode, 0, r.stderr)
        session = json.loads(self.read('j.json'))
        return {p['id']: p for p in session['patterns']}, session

    def side_errors(self, trial):
        """Left less right as the program's steps have it, less what the truth's have: percent of contact and of step, degrees."""
        with open(self.path('s.csv'), newline='') as f:
            steps = list(csv.DictReader(f))
        out = {}
        for column, scale in (('contact_ms', 200), ('step_ms', 200), ('shank_angle_ic_deg', 0)):
            own = [[float(s[column]) for s in steps if s['side'] == side and s[column]] for side in ('left', 'right')]
            true = [trial.shank_from_standing(s) if not scale else trial.figures(column, s) for s in ('left', 'right')]
            if min(map(len, own)) >= 10:
                a, b, c, d = (median(x) for x in own + true)
                out[column] = scale * (a - b) / (a + b) - scale * (c - d) / (c + d) if scale else (a - b) - (c - d)
        return out

    @unittest.skipUnless(TRIALS, 'no recordings with known angles at %s' % DATA)
    def test_no_flag_where_the_truth_is_clear_and_no_clear_where_it_is_flagged(self):
        trials = [Trial(t) for t in TRIALS]
        truth = {t.name: true_statuses(t) for t in trials}
        table = collections.defaultdict(collections.Counter)
        errors = collections.defaultdict(lambda: collections.defaultdict(list))
        wrong = []
        for set_name, worn in SETS.items():
            for told in (True, False):
                for t in trials:
                    found, session = self.judged(t, worn, told)
                    for row, is_so in truth[t.name].items():
                        p = found[row]
                        table[row, set_name, told][is_so, p['status']] += 1
                        if (is_so, p['status']) in (('clear', 'flagged'), ('flagged', 'clear')):
                            wrong.append('%s %s %s %s: truth %s, program %s: %s' % (t.name, row, set_name, 'told' if told else 'untold', is_so, p['status'], p['why']))
                    for column, e in self.side_errors(t).items() if told else ():
                        errors[set_name, 'left less right, ' + column][t.truth['runner']].append(e)
                    if told and found['overstride']['value'] is not None and found['overstride']['status'] != 'cannot_tell':
                        sides = [s for s in ('left', 'right') if worn is None or 'shank_' + s in worn]
                        errors[set_name, 'overstride value, deg'][t.truth['runner']].append(found['overstride']['value'] - true_overstride(t, sides)[1])
        for row in ('overstride', 'low_cadence', 'side_imbalance', 'hips_back'):
            print('%s\n  %-13s %-7s %s' % (row, 'worn', 'speed', 'truth: clear -> clear/watch/flagged/cannot | watch -> ... | flagged -> ...'))
            for set_name in SETS:
                for told in (True, False):
                    c = table[row, set_name, told]
                    print('  %-13s %-7s %s' % (set_name, 'told' if told else 'untold',
                                               ' | '.join('/'.join('%2d' % c[is_so, a] for a in ANSWERS) for is_so in ANSWERS[:3])))
        print('errors against the truth: rms of all, and the largest rms with one runner left out')
        for (set_name, what), by_runner in sorted(errors.items(), key=lambda x: x[0][::-1]):
            every = [e for v in by_runner.values() for e in v]
            left_out = [root_mean_square([e for r, v in by_runner.items() if r != out for e in v]) for out in by_runner]
            print('  %-35s %-13s %.2f, %.2f (mean %+.2f, n %d)' % (what, set_name, root_mean_square(every), max(left_out), sum(every) / len(every), len(every)))
        self.assertEqual(wrong, [])


if __name__ == '__main__':
    main()
