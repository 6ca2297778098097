"""Sessions in databases: --db of analyze and batch, --save, and what the history judges. usage: test_store.py PROGRAM"""
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import unittest

import program

SHANK = os.path.join(program.ROOT, 'samples', 'overstride-shank', 'shank_left.csv')
PELVIS = os.path.join(program.ROOT, 'samples', 'easy-pelvis', 'pelvis.csv')


class Store(program.Case):
    def setUp(self):
        super().setUp()
        self.env = {'XDG_DATA_HOME': self.path('data'), 'TZ': 'UTC'}
        self.own = self.path('data/runform/history.sqlite')

    def done(self, *args, code=0):
        r = self.run_program(*args, env=self.env)
        self.assertEqual(r.returncode, code, r.stderr)
        return r

    def ask(self, database, sql):
        with sqlite3.connect(self.path(database)) as c:
            return c.execute(sql).fetchall()

    def sha(self, name):
        return hashlib.sha256(self.read(name)).hexdigest()


class OneSession(Store):
    def test_what_is_stored_is_what_was_written(self):
        self.done('analyze', PELVIS, '--db', 's.sqlite', '--json', 'j.json', '--steps', 's.csv', '-q')
        j = json.loads(self.read('j.json'))
        figures = {m: (v, lo, hi, u, n, me, t, w) for m, v, lo, hi, u, n, me, t, w in
                   self.ask('s.sqlite', 'SELECT metric, value, lo, hi, unit, n, method, told, why FROM metrics')}
        self.assertEqual(figures, {k: (v['value'], v['lo'], v['hi'], v['unit'], v['n'], v['method'], int(v['told']), v['why'])
                                   for k, v in j['summary'].items()})
        found = self.ask('s.sqlite', 'SELECT pattern, status, why, plain, value, lo, hi, unit, threshold, strides, strides_seen, evidence, stretches, grade, '
                                     'sources, cue, confounders FROM findings ORDER BY pattern')
        for f, w in zip(found, sorted(j['patterns'], key=lambda p: p['id'])):
            self.assertEqual(f[:11], tuple(w[k] for k in ('id', 'status', 'why', 'plain', 'value', 'lo', 'hi', 'unit', 'threshold', 'strides', 'strides_seen')))
            self.assertEqual([json.loads(x) for x in (f[11], f[12], f[14], f[16])], [w['evidence'], w['when'], w['sources'], w['confounders']])
            self.assertEqual((f[13], f[15]), (w['grade'], w['cue']))
        self.assertEqual(len(found), len(j['patterns']))
        header, *rows = self.read('s.csv').decode().splitlines()
        stored = self.ask('s.sqlite', 'SELECT %s FROM contacts ORDER BY idx' % header)
        self.assertEqual(len(stored), len(rows))
        for s, r in zip(stored, rows):
            self.assertEqual([None if c == '' else c if c in ('left', 'right') else float(c) for c in r.split(',')], list(s))

    def test_every_column_of_steps_has_its_place(self):
        self.done('analyze', SHANK, '--db', 's.sqlite', '--steps', 's.csv', '-q')
        columns = [r[1] for r in self.ask('s.sqlite', 'PRAGMA table_info(contacts)')]
        self.assertEqual(columns[2:], self.read('s.csv').decode().split('\n')[0].split(','))

    def test_every_view_answers(self):
        self.done('analyze', SHANK, '--db', 's.sqlite', '--date', '2026-05-17', '-q')
        views = [v for v, in self.ask('s.sqlite', "SELECT name FROM sqlite_master WHERE type = 'view'")]
        self.assertGreater(len(views), 10)
        answered = {v: len(self.ask('s.sqlite', 'SELECT * FROM ' + v)) for v in views}
        self.assertEqual([v for v, n in answered.items() if n == 0], [v for v in answered if v in ('failed_sessions', 'pain_beside')])

    def test_the_same_session_again_changes_no_byte(self):
        self.done('analyze', SHANK, '--db', 's.sqlite', '-q')
        before = self.sha('s.sqlite')
        self.done('analyze', SHANK, '--db', 's.sqlite', '-q')
        self.assertEqual(self.ask('s.sqlite', 'SELECT count(*) FROM sessions'), [(1,)])
        self.assertEqual(self.sha('s.sqlite'), before)

    def test_analysed_anew_the_told_stays(self):
        self.done('analyze', SHANK, '--save', '--effort', 'hard', '--date', '2026-05-17T07:30', '--distance', '12', '-q')
        self.done('analyze', SHANK, '--save', '--date', '2026-05-17T07:30', '--speed', '3.0', '-q')
        self.assertEqual(self.ask(self.own, 'SELECT count(*), effort, distance_km, speed_mps, day, minute FROM sessions'),
                         [(1, 'hard', 12.0, 3.0, '2026-05-17', 450)])

    def test_standard_input_is_no_session_to_be_known_again(self):
        r = self.run_program('analyze', '-', '--save', stdin=b'x', env=self.env)
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'file')

    def test_a_slip_in_the_name_costs_no_time(self):
        r = self.done('analyze', SHANK, '--db', 'nowhere/s.sqlite', '--json', 'j.json', code=4)
        self.assert_one_line(r, 'nowhere/s.sqlite')
        self.assertEqual(self.files(), [])
        self.write('list.csv', 'date,distance_km\n' * 100)
        r = self.done('analyze', SHANK, '--db', 'list.csv', code=4)
        self.assert_one_line(r, 'list.csv', 'no database')


class History(Store):
    def run_of(self, day, km, effort='easy'):
        """A run of that day: the sample with one sample more, whose time makes it another recording."""
        name = 'run-%s.csv' % day
        with open(SHANK, 'rb') as f:
            text = f.read()
        last = text.rstrip().split(b'\n')[-1].split(b',')
        self.write(name, text + b','.join([b'%.5f' % (float(last[0]) + 0.005 + int(day[8:10]) * 1e-4 + int(day[5:7]) * 1e-5)] + last[1:]) + b'\n')
        return self.done('analyze', name + ':shank:left', '--save', '--runner', 'Ada', '--date', day, '--distance', str(km), '--effort', effort, '--json', 'j.json', '-q')

    def pattern(self, name):
        return next(p for p in json.loads(self.read('j.json'))['patterns'] if p['id'] == name)

    def test_load_and_recovery_are_judged_by_what_is_saved(self):
        self.run_of('2026-04-11', 8)
        self.run_of('2026-05-10', 10, 'hard')
        self.assertEqual(self.pattern('load_jump')['status'], 'cannot_tell')     # the history begins 29 days before
        self.run_of('2026-05-11', 12, 'hard')
        self.assertEqual(self.pattern('load_jump')['status'], 'flagged')
        self.assertIn('12.0 km is 120 %', self.pattern('load_jump')['why'])
        self.assertEqual(self.pattern('short_recovery')['status'], 'flagged')
        stored = self.ask(self.own, "SELECT f.status FROM findings f JOIN sessions s ON s.id = f.session_id WHERE s.day = '2026-05-11' AND pattern = 'load_jump'")
        self.assertEqual(stored, [('flagged',)])

    def test_the_list_and_the_history_say_the_same(self):
        days = [('2026-04-10', 8, 'easy'), ('2026-05-10', 10, 'steady'), ('2026-05-12', 10.5, 'hard')]
        for d in days:
            self.run_of(*d)
        mine = [self.pattern(p) for p in ('load_jump', 'short_recovery')]
        self.write('list.csv', 'date,distance_km,minutes,effort,pain\n' + ''.join('%s,%s,%s,%s,\n' % (d, km, m, e) for (d, km, e), (m,) in
                                                                             zip(days, self.ask(self.own, 'SELECT minutes FROM sessions ORDER BY day'))))
        self.done('analyze', SHANK, '--history', 'list.csv', '--json', 'j.json', '-q')
        self.assertEqual(mine, [self.pattern(p) for p in ('load_jump', 'short_recovery')])

    def test_a_session_is_not_held_against_itself_or_what_came_later(self):
        self.run_of('2026-04-10', 8)
        self.run_of('2026-05-10', 10)
        self.run_of('2026-06-20', 50)
        self.run_of('2026-05-10', 10)
        self.assertEqual(self.ask(self.own, 'SELECT count(*) FROM sessions'), [(3,)])
        self.assertIn('8.0 km on 2026-04-10', self.pattern('load_jump')['why'])

    def test_a_database_is_read_and_not_written_with_history(self):
        self.run_of('2026-04-10', 8)
        before = self.sha(self.own)
        self.done('analyze', PELVIS, '--history', self.own, '--runner', 'Ada', '--date', '2026-05-10', '--distance', '9', '--json', 'j.json', '-q')
        self.assertEqual(self.pattern('load_jump')['status'], 'flagged')
        self.assertEqual(self.sha(self.own), before)

    def test_the_runner_s_own_norm_comes_from_the_database(self):
        for day in ('2026-04-10', '2026-04-12', '2026-04-14', '2026-04-16', '2026-04-18'):
            self.run_of(day, 8)
        self.done('analyze', SHANK, '--baseline', 'history', '--runner', 'Ada', '--json', 'j.json', '-q')
        self.assertIn('own', self.pattern('overstride')['why'])
        self.done('analyze', SHANK, '--baseline', self.own, '--runner', 'Bea', '--json', 'j.json', '-q')
        self.assertNotIn('own', self.pattern('overstride')['why'])


class Study(Store):
    def batch(self, out, *args):
        return self.done('batch', 'in', '--out', out, '-q', *args)

    def recordings(self):
        for name in ('easy-pelvis/pelvis.csv', 'overstride-shank/shank_left.csv', 'pocket-phone/pocket_right.csv'):
            os.makedirs(os.path.dirname(self.path('in/' + name)), exist_ok=True)
            shutil.copy(os.path.join(program.ROOT, 'samples', name), self.path('in/' + name))
        shutil.copy(PELVIS, self.path('in/copy.csv'))

    def test_the_same_bytes_whatever_the_number_of_processes_and_shares(self):
        self.recordings()
        self.batch('one', '--db', 'one.sqlite', '--jobs', '1')
        self.batch('two', '--db', 'two.sqlite', '--jobs', '2')
        for share in ('1/2', '2/2'):
            self.batch('shares', '--db', 'shares.sqlite', '--shard', share)
        self.done('merge', 'shares', '--db', 'shares.sqlite', '-q')
        self.assertEqual(len({self.sha(n + '.sqlite') for n in ('one', 'two', 'shares')}), 1)
        self.assertEqual(self.ask('one.sqlite', 'SELECT name FROM session_list'),
                         [('copy.csv',), ('easy-pelvis/pelvis.csv',), ('overstride-shank/shank_left.csv',), ('pocket-phone/pocket_right.csv',)])
        before = self.sha('one.sqlite')
        self.batch('one', '--db', 'one.sqlite')
        self.assertEqual(self.sha('one.sqlite'), before)

    def test_failed_sessions_and_conditions_are_there(self):
        self.recordings()
        self.write('in/broken.csv.gz', b'\x1f\x8b\x08 no such thing')
        self.write('m.csv', 'file,session,subject,condition\nin/copy.csv,a,"Smith, J",shod\nin/broken.csv.gz,b,T,shod\n')
        r = self.run_program('batch', 'm.csv', '--out', 'o', '--db', 's.sqlite', '-q', env=self.env)
        self.assertEqual(r.returncode, 5, r.stderr)
        self.assertEqual(self.ask('s.sqlite', 'SELECT runner, condition, status, contacts > 50, why IS NULL FROM session_list'),
                         [('Smith, J', 'shod', 'done', 1, 1), ('T', 'shod', 'failed', 0, 0)])

    def test_parts_without_sessions_are_said(self):
        self.recordings()
        self.batch('o')
        r = self.done('merge', 'o', '--db', 's.sqlite', code=4)
        self.assert_one_line(r, '--db')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
