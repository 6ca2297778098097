"""`runform validate` through the real program: clocks, pairs, folders, hostile tables."""
import csv
import io
import json
import os
import random
import sys
import unittest
import xml.dom.minidom

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, DATA, main  # noqa: E402


def runner(seed, steps=300, start=10.0, spread=0.008):
    """Contacts of a runner: (t, kind, side), initial and terminal."""
    r = random.Random(seed)
    t, out = start, []
    for i in range(steps):
        side = ('left', 'right')[i % 2]
        out.append((t, 'initial_contact', side))
        out.append((t + 0.24 + r.gauss(0, spread), 'terminal_contact', side))
        t += 0.36 + r.gauss(0, spread)
    return out


def table(events, clock=lambda t: t, error=0.0, seed=1):
    r = random.Random(seed)
    rows = ['%.6f,%s,%s' % (clock(t) + r.gauss(0, error), k, s) for t, k, s in events]
    return 't_s,kind,side\n' + '\n'.join(rows) + '\n'


class Validate(Case):
    def agreement(self, *args, code=0):
        r = self.run_program('validate', *args, '--json', 'v.json', '-q')
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return json.loads(self.read('v.json')), r.stderr.decode()

    def figure(self, j, name):
        return next(f for f in j['figures'] if f['figure'] == name)['pooled']

    def test_equal_tables_agree_wholly(self):
        self.write('a.csv', table(runner(1)))
        self.write('b.csv', table(runner(1)))
        j, _ = self.agreement('a.csv', 'b.csv')
        s = j['sessions'][0]
        self.assertEqual((s['initial_contact']['matched'], s['initial_contact']['missed'], s['initial_contact']['extra'], s['wrong_side']), (300, 0, 0, 0))
        self.assertEqual(self.figure(j, 'initial_contact')['bias']['value'], 0)
        self.assertEqual(self.figure(j, 'contact_ms')['icc_2_1']['value'], 1)

    def test_planted_bias_and_spread_are_found(self):
        self.write('a.csv', table(runner(1), lambda t: t + 0.012, error=0.005))
        self.write('b.csv', table(runner(1)))
        f = self.figure(self.agreement('a.csv', 'b.csv')[0], 'initial_contact')
        self.assertTrue(f['bias']['lo'] < 12 < f['bias']['hi'], f['bias'])
        self.assertTrue(f['sd']['lo'] < 5 < f['sd']['hi'], f['sd'])
        self.assertAlmostEqual(f['loa_hi']['value'], f['bias']['value'] + 1.959963985 * f['sd']['value'], places=6)

    def test_clock_offset_and_drift_are_found_and_taken_out(self):
        self.write('a.csv', table(runner(1, 1500), lambda t: (t - 7.217) / (1 + 80e-6), error=0.003))
        self.write('b.csv', table(runner(1, 1500)))
        j, _ = self.agreement('a.csv', 'b.csv', '--offset', 'auto', '--drift')
        s = j['sessions'][0]
        self.assertAlmostEqual(s['offset_s'], 7.217, delta=0.005)
        self.assertAlmostEqual(s['drift_ppm'], 80, delta=4)
        self.assertEqual(s['initial_contact']['matched'], 1500)
        self.assertNotIn('rival_offset_s', s)
        self.assertLess(self.figure(j, 'initial_contact')['sd']['value'], 3.3)

    def test_without_the_offset_nothing_is_paired_and_that_is_said(self):
        self.write('a.csv', table(runner(1, 20), lambda t: t + 500))
        self.write('b.csv', table(runner(1, 20)))
        r = self.run_program('validate', 'a.csv', 'b.csv')
        self.assertEqual(r.returncode, 1)
        self.assertIn('--offset auto', r.stderr.decode())

    def test_steps_like_a_metronome_leave_the_offset_open(self):
        self.write('a.csv', table(runner(1, 60, spread=0)))
        self.write('b.csv', table(runner(1, 20, start=10 + 20 * 0.36, spread=0)))
        j, err = self.agreement('a.csv', 'b.csv', '--offset', 'auto')
        self.assertIn('rival_offset_s', j['sessions'][0])
        self.assertIn('fits nearly as well', err)

    def test_missed_extra_outside_and_wrong_sides_are_counted_apart(self):
        truth = runner(1, 40)
        found = [e for e in truth if e[1] == 'initial_contact']
        found = [(t, k, 'left' if i == 7 else s) for i, (t, k, s) in enumerate(found) if i != 11]     # contact 7 is a right one
        found += [(found[20][0] + 0.17, 'initial_contact', 'left'), (2.0, 'initial_contact', 'left'), (99.0, 'initial_contact', 'left')]
        self.write('a.csv', table(found))
        self.write('b.csv', table(truth))
        s = self.agreement('a.csv', 'b.csv')[0]['sessions'][0]
        ic = s['initial_contact']
        self.assertEqual((ic['matched'], ic['missed'], ic['extra'], ic['outside'], s['wrong_side']), (39, 1, 1, 2, 1))
        self.assertEqual(s['terminal_contact']['missed'], 40)

    def test_folders_go_together_by_name_and_subjects_are_repeated_measures(self):
        os.mkdir(self.path('found'))
        os.mkdir(self.path('truth'))
        bias = {'anna-1': 0.010, 'anna-2': 0.010, 'ben-1': -0.010, 'ben-2': -0.010, 'cem-1': 0.0}
        for i, (name, b) in enumerate(sorted(bias.items())):
            self.write('found/%s.events.csv' % name, table(runner(i), lambda t: t + b, error=0.002))
            self.write('truth/%s.truth.csv' % name, table(runner(i)))
        self.write('found/zoe.csv', table(runner(9)))
        self.write('truth/notes.csv', 'what,why\nnothing,at all\n')
        self.write('index.csv', 'name,subject\n' + ''.join('%s,%s\n' % (n, n.split('-')[0]) for n in bias))
        j, err = self.agreement('found', 'truth', '--subjects', 'index.csv', '--csv', 'a.csv', '--pairs', 'p.csv')
        self.assertEqual((len(j['sessions']), j['sessions_without_partner']), (5, {'found': 1, 'reference': 0}))
        self.assertIn('zoe', err)
        f = self.figure(j, 'initial_contact')
        self.assertEqual(f['subjects'], 3)
        self.assertAlmostEqual(f['bias']['value'], 0, delta=0.3)
        self.assertAlmostEqual(f['sd_between'], 10, delta=0.5)
        self.assertAlmostEqual(f['sd_within'], 2, delta=0.2)
        self.assertTrue(f['bias']['hi'] > 20)                                 # three runners tell little of a fourth
        rows = list(csv.DictReader(io.StringIO(self.read('a.csv').decode())))
        one = next(r for r in rows if r['figure'] == 'initial_contact' and r['subject'] == 'anna')
        self.assertAlmostEqual(float(one['bias']), 10, delta=0.5)
        self.assertEqual(int(one['n']), 600)
        pooled = next(r for r in rows if r['figure'] == 'initial_contact' and r['level'] == 'pooled')
        self.assertAlmostEqual(float(pooled['loa_hi_hi']), f['loa_hi']['hi'], places=8)
        pairs = list(csv.DictReader(io.StringIO(self.read('p.csv').decode())))
        self.assertEqual(sum(r['figure'] == 'initial_contact' for r in pairs), 1500)

    def test_one_table_of_many_sessions(self):
        text = 'session,subject,ic_t_s,side,contact_ms\n'
        self.write('a.csv', text + ''.join('s%d,r%d,%.3f,left,%d\n' % (s, s // 2, i * 0.7, 240 + s + i % 7) for s in range(4) for i in range(30)))
        self.write('b.csv', text + ''.join('s%d,r%d,%.3f,left,%d\n' % (s, s // 2, i * 0.7, 238 + s + i % 7) for s in range(4) for i in range(30)))
        j, _ = self.agreement('a.csv', 'b.csv')
        f = self.figure(j, 'contact_ms')
        self.assertEqual((f['n'], f['subjects'], f['bias']['value']), (120, 2, 2))

    def test_decimal_commas_and_other_words_for_the_events(self):
        self.write('a.csv', 'Time;Event;Foot\n' + ''.join('%s;%s;%s\n' % (('%.4f' % t).replace('.', ','), {'initial_contact': 'FS'}.get(k, 'Toe off'), s)
                                                          for t, k, s in runner(1, 50)))
        self.write('b.csv', table(runner(1, 50)))
        self.assertEqual(self.agreement('a.csv', 'b.csv')[0]['sessions'][0]['terminal_contact']['matched'], 50)

    def test_pages_and_plots_hold_together_whatever_the_names_hold(self):
        nasty = '<script>alert(1)</script>"&,\'../x'
        head = 'session,ic_t_s,"%s_ms"\n' % nasty.replace('"', '').replace(',', '')
        self.write('a.csv', head + ''.join('"%s",%.2f,%d\n' % (nasty.replace('"', ''), i * 0.7, i % 5) for i in range(30)))
        self.write('b.csv', head + ''.join('"%s",%.2f,%d\n' % (nasty.replace('"', ''), i * 0.7, i % 6) for i in range(30)))
        r = self.run_program('validate', 'a.csv', 'b.csv', '--report', 'r.html', '--svg', 'plots', '--json', 'v.json', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        page = self.read('r.html').decode()
        self.assertNotIn('<script', page)
        self.assertIn('&lt;script&gt;', page)
        json.loads(self.read('v.json'))
        names = sorted(os.listdir(self.path('plots')))
        self.assertEqual(len(names), 4)
        self.assertTrue(all('/' not in n and '<' not in n for n in names), names)
        for n in names:
            xml.dom.minidom.parseString(self.read('plots/' + n))

    def test_what_cannot_be_read_is_one_line(self):
        self.write('good.csv', table(runner(1, 20)))
        self.write('empty.csv', '')
        self.write('head.csv', 't_s,kind\n')
        self.write('raw.csv', 't,ax,ay,az\n0,1,2,3\n')
        self.write('word.csv', 't_s,kind\n1.0,ic\nsoon,ic\n')
        for name, words in (('absent.csv', ['absent.csv', 'no such file']), ('empty.csv', ['empty']), ('head.csv', ['no row']),
                            ('raw.csv', ['ic_t_s', 'kind']), ('word.csv', ['word.csv:3', 'soon'])):
            r = self.run_program('validate', name, 'good.csv')
            self.assertEqual(r.returncode, 3, name)
            self.assert_one_line(r, *words)
        for args, words in ((['good.csv'], ['no reference']), (['a', 'b', 'c'], ['third']), (['good.csv', 'good.csv', '--offset', 'soon'], ['soon']),
                            (['good.csv', 'good.csv', '--tolerance', '0'], ['tolerance']), (['good.csv', 'good.csv', '--csv', 'good.csv'], ['overwrite']),
                            (['good.csv', 'good.csv', '--csv', 'x', '--json', 'x'], ['x'])):
            r = self.run_program('validate', *args)
            self.assertEqual(r.returncode, 2, args)
            self.assert_one_line(r, *words)
        r = self.run_program('validate', 'good.csv', 'good.csv', '--csv', 'absent/x.csv', '-q')
        self.assertEqual(r.returncode, 4)

    def test_any_damage_is_an_answer_or_one_line(self):
        text = table(runner(1, 30)).encode()
        self.write('good.csv', text)
        r = random.Random(5)
        for i in range(60):
            b = bytearray(text[:r.randrange(len(text))] if i % 3 == 0 else text)
            for _ in range(r.randrange(1, 20)):
                if b:
                    b[r.randrange(len(b))] = r.randrange(256)
            self.write('bad.csv', bytes(b))
            p = self.run_program('validate', 'bad.csv', 'good.csv', '--report', '-', '--offset', 'auto', '-q')
            self.assertIn(p.returncode, (0, 1, 3), p.stderr.decode(errors='replace'))

    @unittest.skipUnless(os.path.isdir(os.path.join(DATA, 'sacrum-force')), 'no recordings with a force plate')
    def test_the_force_plate_beside_the_pelvis(self):
        os.mkdir(self.path('found'))
        os.mkdir(self.path('truth'))
        folder = os.path.join(DATA, 'sacrum-force')
        for n in sorted(os.listdir(folder)):
            if n.endswith('.truth.csv'):
                self.run_program('analyze', os.path.join(folder, n.replace('.truth', '')) + ':pelvis', '--steps', 'found/' + n.replace('.truth', ''), '-q')
                with open(os.path.join(folder, n), 'rb') as f:
                    self.write('truth/' + n, f.read())
        j, _ = self.agreement('found', 'truth')
        self.assertLess(self.figure(j, 'initial_contact')['sd']['value'], 8)
        self.assertLess(self.figure(j, 'contact_ms')['mae'], 10)


if __name__ == '__main__':
    main()
