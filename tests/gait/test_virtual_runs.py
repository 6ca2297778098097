"""Virtual recordings of some thirty runs that differ in pace, strike, mounting, rate, noise and faults: what runform makes of them is what the
simulated runner did, and stays what it was.

Two views of the same runs. Against the truth: contacts lie where the runner put them, within what each place of wearing can tell. Against
virtual_runs.tsv: every figure, finding and notice, and each contact by a digest, so that a change of any result is seen by whoever makes it.

    python3 tests/gait/test_virtual_runs.py build/runform --update

A change of virtual_runs.tsv is a commit of its own that says why the figures moved.
"""
import csv
import hashlib
import io
import json
import os
import statistics
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import PROGRAM, Case, main  # noqa: E402

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'virtual_runs.tsv')
LEG = 'foot:left,shank:right,thigh:left'
BODY = 'pelvis,trunk,pocket:right,wrist:left'
ALL = 'foot:left,foot:right,shank:left,shank:right,thigh:left,thigh:right,pelvis,trunk'
WAY = 't_s,speed_mps,grade_pct,radius_m\n0,3,0,\n30,3.4,5,\n60,2.8,-4,\n85,3,0,25\n105,3.2,0,-18\n120,4.2,0,\n'
ROUND = 't_s,speed_mps,grade_pct,radius_m\n0,4,0,8\n'
STOPS = 't_s,speed_mps,grade_pct,radius_m\n0,2.6,0,\n20,3.6,0,\n40,2.4,2,\n'
# name: options of simulate, what is worn, how it is looked at (each sensor alone, all together), what is told
RUNS = {
    'slow': ('--speed 2.2 --seconds 30 --seed 2', LEG + ',' + BODY, 'each', '--speed 2.2'),
    'easy, from standing': ('--speed 3 --seconds 35 --seed 3', LEG + ',pelvis,trunk,pocket:left', 'each', '--height 1.75'),
    'fast, forefoot': ('--speed 4.8 --strike fore --seconds 30 --seed 4 --standing 0', LEG + ',' + BODY, 'each', '--speed 4.8'),
    'midfoot, quick steps, 100 Hz': ('--speed 3.4 --cadence 196 --strike mid --rate 100 --pause 3 --seconds 35 --seed 5', LEG + ',' + BODY, 'each', ''),
    '50 Hz': ('--speed 3 --rate 50 --seconds 35 --seed 6', LEG + ',' + BODY, 'each', ''),
    'long steps, 416 Hz': ('--speed 3.6 --cadence 152 --rate 416 --pause 2 --seconds 25 --seed 7 --mounting upside-down', LEG + ',pelvis', 'each', ''),
    'accelerometers': ('--speed 3.2 --no-gyro --seconds 40 --seed 8', LEG + ',' + BODY, 'each', '--speed 3.2'),
    'noisy, stamps and rows in disorder': ('--speed 2.8 --noise 6 --jitter 3 --dropout 4 --duplicate 2 --seconds 45 --seed 9', LEG + ',' + BODY, 'each', ''),
    'small ranges': ('--speed 3.8 --acc-range 6 --gyr-range 500 --bandwidth 40 --seconds 30 --seed 10', LEG + ',pelvis', 'each', ''),
    'gaps': ('--speed 3 --gap 12-13.5 --gap 22-22.4 --gap 30-33 --stop 5 --seconds 45 --seed 11', LEG + ',pelvis,pocket:left', 'each', ''),
    'changing pace': ('--seconds 60 --seed 12 --stop 3', LEG + ',pelvis,trunk', 'each', ''),
    'hills and bends': ('--seconds 150 --barometer 0.1 --seed 13 --pause 2', 'foot:left,shank:right,pelvis', 'all', ''),
    'all sensors': ('--speed 3.3 --seconds 45 --pause 2 --seed 14 --fault overstride=9,pelvic_asymmetry=4', ALL, 'all', '--speed 3.3 --height 1.8'),
    'both legs, uneven': ('--speed 3.1 --seconds 45 --pause 2 --seed 15 --fault side_imbalance=12', 'foot:left,foot:right,shank:left,shank:right', 'all', ''),
    'sitting back': ('--speed 2.9 --seconds 45 --pause 2 --seed 16 --fault sitting_back=14,low_cadence=7 --spread 2', ALL, 'all', '--speed 2.9'),
    'fading': ('--speed 3.2 --seconds 200 --pause 2 --rate 100 --seed 17 --fault posture_fade=8', 'shank:left,pelvis', 'all', '--speed 3.2'),
    'treadmill, steep': ('--speed 2.7 --treadmill --belt --grade 8 --seconds 40 --pause 2 --seed 18 --fault pawing=150,overstride=10', 'shank:left,shank:right,pelvis', 'all', '--grade 8'),
    'apart by the clock': ('--speed 3 --seconds 45 --clock-drift 80 --clock-offset 300 --seed 19 --fault lumbar=9,little_lean=6', 'foot:left,shank:left,thigh:left,pelvis,trunk', 'all', ''),
    'not told where': ('--speed 3.3 --seconds 25 --seed 20', LEG + ',pelvis', 'guess', ''),
    'not told where, no gyro': ('--speed 3 --seconds 25 --no-gyro --seed 21', LEG + ',pelvis', 'guess', ''),
    'sprint, uneven': ('--speed 5.4 --spread 3 --seconds 20 --standing 0 --seed 23', LEG + ',pelvis', 'each', ''),
    'trudge, 1000 Hz': ('--speed 2 --rate 1000 --seconds 15 --seed 24 --mounting aligned', LEG + ',pelvis,wrist:right', 'each', ''),
    'stopping, 60 Hz': ('--speed 2.7 --rate 60 --standing 6 --gap 18-19 --gap 27-31 --stop 4 --jitter 6 --spread 2 --seconds 35 --seed 25', LEG + ',' + BODY, 'each', ''),
    'accelerometers, 50 Hz': ('--speed 3.7 --rate 50 --no-gyro --gap 14-16 --stop 4 --seconds 30 --seed 26', LEG + ',' + BODY, 'each', ''),
    'arms and pockets': ('--speed 2.3 --cadence 148 --noise 5 --seconds 25 --seed 27', 'wrist:left,wrist:right,pocket:left', 'each', ''),
    'arms, quick': ('--speed 3.2 --cadence 206 --rate 50 --spread 2 --seconds 25 --seed 28', 'wrist:left,wrist:right,pocket:right', 'each', ''),
    'a few strides': ('--speed 3.3 --seconds 6 --standing 0 --seed 29', LEG + ',pelvis', 'each', ''),
    'steep down, 8 g': ('--speed 3.1 --grade -9 --acc-range 8 --seconds 25 --pause 2 --seed 30', LEG + ',pelvis,trunk', 'each', '--grade -9'),
    'told the wrong place': ('--speed 3.5 --seconds 25 --seed 22', LEG + ',pelvis', 'wrong', ''),
    'told a place beside': ('--speed 2.9 --strike fore --seconds 25 --seed 31', LEG + ',pelvis', 'beside', ''),
    'round and round': ('--seconds 25 --seed 33 --pause 2', 'foot:left,shank:right,thigh:left,pelvis,trunk', 'each', ''),
    'told the wrong place, no gyro': ('--speed 3.2 --no-gyro --seconds 25 --seed 32', LEG + ',pelvis', 'wrong', ''),
}
WRONG = {'foot:left': 'thigh:left', 'shank:right': 'pelvis', 'thigh:left': 'foot:left', 'pelvis': 'shank:left'}
BESIDE = {'foot:left': 'shank:left', 'shank:right': 'foot:right', 'thigh:left': 'shank:left', 'pelvis': 'thigh:left'}


PROFILES = {'hills and bends': 'ways.csv', 'changing pace': 'stops.csv', 'round and round': 'round.csv'}
# what a place can tell of a contact, bias and SD in ms: a foot feels it itself; a shank hears it through the ankle and sees by its own turning when the toe leaves, later where steps are long;
# to thigh, pelvis and trunk the load comes up by one joint more each, and their offsets were measured on people, whom the simulation resembles
LIMITS_MS = {'foot': ((8, 5), (13, 9)), 'shank': ((6, 5), (25, 6)), 'thigh': ((17, 9), (11, 7)), 'pelvis': ((15, 14), (33, 11)), 'trunk': ((30, 8), (10, 11))}
# runs whose recordings have no fault of their own; a slow runner's thigh is not among them: it never falls freely and hardly feels the landing
FAULTY = ('--noise', '--gap', '--acc-range', '--seconds 6', '--speed 2 ', '--spread 3', '--grade -9')
CLEAN = [n for n, r in RUNS.items() if r[2] == 'each' and not any(x in r[0] for x in FAULTY)]


def looked_at(how, worn):
    """(name, [(worn, said to be)])"""
    if how == 'all':
        return [('all', [(w, ':' + w) for w in worn])]
    said = {'each': lambda w: ':' + w, 'guess': lambda w: '', 'wrong': lambda w: ':' + WRONG[w], 'beside': lambda w: ':' + BESIDE[w]}[how]
    return [(w, [(w, said(w))]) for w in worn]


class Runs(Case):
    def analyzed(self, names=RUNS):
        """(run, what was looked at, texts of events, steps and curves, result, true events) of every look at every run."""
        self.write('ways.csv', WAY)
        self.write('stops.csv', STOPS)
        self.write('round.csv', ROUND)
        for name in names:
            options, worn, how, told = RUNS[name]
            profile = PROFILES.get(name)
            r = self.run_program('simulate', '--out', 'run', *options.split(), '--sensors', worn, *(('--profile', profile) if profile else ()))
            self.assertEqual(r.returncode, 0, r.stderr)
            for look, inputs in looked_at(how, worn.split(',')):
                files = ['run/%s.csv' % w.replace(':', '_') for w, _ in inputs]
                if how not in ('each', 'all'): # by a name that says nothing
                    files = [self.write('recording.csv', self.read(files[0]))]
                r = self.run_program('analyze', *(f + said for f, (_, said) in zip(files, inputs)), *told.split(), '--events', 'e', '--steps', 's',
                                     '--curves', 'c', '--json', 'j', '-q')
                self.assertIn(r.returncode, (0, 1), r.stderr)
                yield name, look, [self.read(x).decode() for x in 'esc'], json.loads(self.read('j')), self.read('run/events.csv').decode()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def told_lines(name, look, texts, result, _):
    """What is kept of a look: what people read, and a digest of the rest."""
    def line(what, *cells):
        return '\t'.join([name, look, what, *(c if isinstance(c, str) else json.dumps(c) for c in cells)])
    missing = [p for p in result['patterns'] if p['status'] == 'cannot_tell' and p.get('value') is None]
    yield line('contacts', str(len(texts[1].splitlines()) - 1), *map(digest, texts))
    for key, v in result['summary'].items():
        if v.get('told'):
            yield line(key, v['value'], v['lo'], v['hi'], v['n'])
    for p in result['patterns']:
        if p not in missing:
            rest = [p.get(k) for k in ('value', 'lo', 'hi', 'strides', 'strides_seen', 'evidence', 'when')]
            yield line(p['id'], p['status'], p['why'], digest(json.dumps(rest)))
    yield line('cannot tell', str(len(missing)), digest(json.dumps([p['why'] for p in missing])))
    for x in result['notices']:
        yield line('notice', x['code'], x.get('count'), x.get('text', ''))


def off(found, true, reach_s=0.1):
    """How far each true time's nearest found one is from it, ms; the number of those that have none within reach."""
    near = [min((f - t for f in found), key=abs, default=9) for t in true]
    return [1000 * x for x in near if abs(x) < reach_s], sum(abs(x) >= reach_s for x in near)


def times(text, kind, side):
    return [float(e['t_s']) for e in csv.DictReader(io.StringIO(text)) if e['kind'] == kind and (not side or e['side'] == side)]


class VirtualRuns(Runs):
    maxDiff = None
    known = {}

    def each(self, names):
        """The looks at these runs, which are analysed once for both views."""
        for name in names:
            if name not in self.known:
                self.known[name] = list(self.analyzed([name]))
            yield from self.known[name]

    def test_a_result_is_what_it_was(self):
        with open(GOLDEN, encoding='utf-8') as f:
            want = f.read().splitlines()
        for look in self.each(RUNS):
            got = list(told_lines(*look))
            first = '\t'.join(look[:2]) + '\t'
            self.assertEqual([x for x in want if x.startswith(first)], got)
            want = [x for x in want if not x.startswith(first)]
        self.assertEqual(want, [])

    def test_contacts_lie_where_the_runner_put_them(self):
        for name, look, (events, _, _), _, true_events in self.each(CLEAN):
            place, _, side = look.partition(':')
            if place not in LIMITS_MS or (name, place) == ('slow', 'thigh'):
                continue
            side = side if place in ('foot', 'shank', 'thigh') else ''
            early = [t for t in times(events, 'initial_contact', '') if t < min(times(true_events, 'initial_contact', '')) - 0.3]
            self.assertEqual(early, [], '%s, %s: contacts while the runner stands' % (name, look))
            for kind in ('initial_contact', 'terminal_contact'):
                if kind == 'terminal_contact' and name == 'accelerometers' and side: # the shape of a leg's stride takes a gyro
                    self.assertNotIn(kind, events)
                    continue
                true = times(true_events, kind, side)[3:-3] # the ends cut strides in two
                x, lost = off(times(events, kind, side), true)
                most_bias, most_sd = LIMITS_MS[place][kind == 'terminal_contact']
                told = '%s, %s: %s: %d of %d not found' % (name, look, kind, lost, len(true))
                self.assertEqual(lost, 0, told)
                self.assertLess(abs(statistics.mean(x)), most_bias, told)
                self.assertLess(statistics.stdev(x), most_sd + (6 if '50 Hz' in name else 0), told)


if __name__ == '__main__':
    if '--update' in sys.argv:
        sys.argv.remove('--update')
        runs = Runs()
        runs.setUp()
        with open(GOLDEN, 'w', encoding='utf-8') as f:
            f.writelines(x + '\n' for look in runs.analyzed() for x in told_lines(*look))
        runs.doCleanups()
    else:
        main()
