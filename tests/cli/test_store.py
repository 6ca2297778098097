"""Sessions in databases: --db of analyze and batch, --save, and what the history judges. usage: test_store.py PROGRAM"""
import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

import program

SHANK = os.path.join(program.ROOT, 'samples', 'overstride-shank', 'shank_left.csv')
PELVIS = os.path.join(program.ROOT, 'samples', 'easy-pelvis', 'pelvis.csv')


class Store(program.Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path('tmp'))                                               # its own: others may be at work in the usual one
        self.env = {'XDG_DATA_HOME': self.path('data'), 'TZ': 'UTC', 'TMPDIR': self.path('tmp')}
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

    def test_a_recording_without_a_date_takes_the_day_of_its_file_and_says_so(self):
        shutil.copy(SHANK, self.path('shank_left.csv'))
        os.utime(self.path('shank_left.csv'), (1767186000, 1767186000))                # 2025-12-31 13:00 UTC
        r = self.done('analyze', 'shank_left.csv', '--save', '-q')
        self.assert_one_line(r, 'no date in it', '2025-12-31', '--date')
        self.assertEqual(self.ask(self.own, 'SELECT day FROM sessions'), [('2025-12-31',)])
        self.env['TZ'] = 'Pacific/Auckland'                                             # there it is the next day already
        r = self.done('analyze', 'shank_left.csv', '--save', '--db', 'other.sqlite', '-q')
        self.assertIn(b'2026-01-01', r.stderr)

    def test_without_a_home_nobody_knows_where_the_history_is(self):
        self.env.update(XDG_DATA_HOME='', HOME='')
        r = self.done('analyze', SHANK, '--save', '--json', 'j.json', '-q', code=4)
        self.assert_one_line(r, 'XDG_DATA_HOME', 'HOME', '--db')
        self.assertEqual(self.files(), ['tmp'])

    def test_standard_input_is_no_session_to_be_known_again(self):
        r = self.run_program('analyze', '-', '--save', stdin=b'x', env=self.env)
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'file')

    def test_a_slip_in_the_name_costs_no_time(self):
        r = self.done('analyze', SHANK, '--db', 'nowhere/s.sqlite', '--json', 'j.json', code=4)
        self.assert_one_line(r, 'nowhere/s.sqlite')
        self.assertEqual(self.files(), ['tmp'])
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

    def test_weeks_add_up_what_was_run_and_say_what_was_seen(self):
        for day, km, effort in (('2026-05-11', 8, 'easy'), ('2026-05-17', 12, 'hard'), ('2026-05-18', 5, 'easy')):
            self.run_of(day, km, effort)
        header, *rows = [line.split(None, 6) for line in self.done('history', 'weeks').stdout.decode().splitlines()]
        self.assertEqual(header[:3], ['week', 'of', 'runs'])
        weeks = {r[0]: r for r in rows}
        self.assertEqual(sorted(weeks), ['2026-05-11', '2026-05-18'])                   # Mondays
        self.assertEqual([(w[1], float(w[2]), float(w[5])) for w in (weeks['2026-05-11'], weeks['2026-05-18'])], [('2', 20.0, 12.0), ('1', 5.0, 5.0)])
        self.assertIn('overstride 2', weeks['2026-05-11'][6])
        self.assertIn('overstride 1', weeks['2026-05-18'][6])

    def test_a_week_before_1970_begins_on_its_monday_too(self):
        self.run_of('1969-12-31', 8)
        _, row = self.done('history', 'weeks').stdout.decode().splitlines()
        self.assertEqual(row.split()[0], '1969-12-29')

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

    def load_jumps(self):
        return dict(self.ask(self.own, "SELECT day, f.status FROM findings f JOIN sessions s ON s.id = f.session_id WHERE pattern = 'load_jump' ORDER BY day"))

    def test_a_run_that_comes_late_or_goes_changes_what_the_others_stand_beside(self):
        self.run_of('2026-04-01', 8)
        self.run_of('2026-05-10', 10)
        self.run_of('2026-05-12', 12)
        self.assertEqual(self.load_jumps(), {'2026-04-01': 'cannot_tell', '2026-05-10': 'cannot_tell', '2026-05-12': 'flagged'})
        self.run_of('2026-04-20', 11.5)                                          # now the 12 km are 104 %, and the 10 km can be told
        self.assertEqual(self.load_jumps(), {'2026-04-01': 'cannot_tell', '2026-04-20': 'cannot_tell', '2026-05-10': 'clear', '2026-05-12': 'watch'})
        self.write('list.csv', 'date,distance_km,minutes,effort,pain\n2026-05-11,20,,hard,\n')
        self.done('history', 'import', 'list.csv', '--runner', 'Ada')
        self.assertEqual(self.load_jumps()['2026-05-12'], 'clear')
        self.assertEqual(self.load_jumps()['2026-05-11'], 'flagged')
        (listed,), = self.ask(self.own, "SELECT id FROM sessions WHERE status = 'listed'")
        self.done('history', 'edit', str(listed), '--distance', '9')
        self.assertEqual((self.load_jumps()['2026-05-11'], self.load_jumps()['2026-05-12']), ('clear', 'watch'))
        self.done('history', 'delete', '4', str(listed))
        self.assertEqual(self.load_jumps()['2026-05-12'], 'flagged')

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


made = {}


class Verbs(Store):
    """`runform history`, as people call it."""

    def setUp(self):
        super().setUp()
        if not made:                                                             # once for all tests: each gets a copy
            os.mkdir(self.path('past'))
            for day, speed in (('2026-05-04', 3.0), ('2026-05-06', 3.1), ('2026-05-09', 2.9), ('2026-05-16', 3.3)):
                self.write('past/%s.gpx' % day, gpx(day, speed))
            made['said'] = self.done('history', 'import', 'past', '--runner', 'Ada').stdout.decode()
            made['folder'] = tempfile.mkdtemp(prefix='runform-test-')
            for name in ('past', 'data'):
                shutil.copytree(self.path(name), os.path.join(made['folder'], name))
            return
        for name in ('past', 'data'):
            shutil.copytree(os.path.join(made['folder'], name), self.path(name))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(made['folder'], ignore_errors=True)

    def json_of(self, *args):
        return json.loads(self.done('history', *args, '--json', '-').stdout)

    def test_past_runs_come_in_once(self):
        self.assertIn('4 sessions imported, 0 there already, 0 failed', made['said'])
        again = self.done('history', 'import', 'past', '--runner', 'Ada').stdout.decode()
        self.assertIn('0 sessions imported, 4 there already', again)
        listed = self.json_of('list')
        self.assertEqual((listed['total'], [s['day'] for s in listed['sessions']]), (4, ['2026-05-16', '2026-05-09', '2026-05-06', '2026-05-04']))
        self.assertAlmostEqual(listed['sessions'][3]['distance_km'], 3.0 * 0.6, delta=0.1)
        self.assertEqual(os.listdir(self.path('tmp')), [])

    def test_a_list_comes_in_as_runs_without_a_recording(self):
        self.write('list.csv', 'date,distance_km,minutes,effort,pain\n2026-04-01,8,45,easy,\n2026-04-03T07:30,12.5,70,hard,2\n')
        for said in ('2 sessions imported', '0 sessions imported, 2 there already'):
            self.assertIn(said, self.done('history', 'import', 'list.csv', '--runner', 'Ada').stdout.decode())
        hard = self.json_of('list', '--effort', 'hard')['sessions']
        self.assertEqual([(s['day'], s['minute'], s['distance_km'], s['pain'], s['status']) for s in hard], [('2026-04-03', 450, 12.5, 2, 'listed')])

    def test_one_file_that_cannot_be_read_stops_nothing(self):
        self.write('past/broken.fit', b'\x0e\x10\x00\x00\xff\xff\xff\xff.FITxx')
        r = self.done('history', 'import', 'past', '--runner', 'Bea', code=5)
        self.assertIn(b'4 sessions imported, 0 there already, 1 failed', r.stdout)
        self.assert_one_line(r, 'broken.fit')

    def test_what_is_told_can_be_changed_and_taken_away(self):
        self.done('history', 'edit', '2', '--effort', 'hard', '--name', 'hills', '--note', 'wet', '--distance', '7.5', '--date', '2026-05-07T18:00')
        s = self.json_of('show', '2')
        self.assertEqual([s[k] for k in ('effort', 'name', 'notes', 'distance_km', 'day', 'minute')], ['hard', 'hills', 'wet', 7.5, '2026-05-07', 1080])
        self.done('history', 'delete', '2', '3', '-q')
        self.assertEqual(self.json_of('list')['total'], 2)
        self.assert_one_line(self.done('history', 'delete', '1', '2', code=3), 'no session 2')
        self.assertEqual(self.json_of('list')['total'], 2)                       # all or none
        self.done('history', 'rename', 'Ada', "O'Hara")
        self.assertEqual([r['name'] for r in self.json_of('runners')['runners']], ["O'Hara"])
        self.done('history', 'remove', "O'Hara")
        self.assertEqual(self.json_of('runners')['runners'], [])

    def test_trends_show_every_session_with_its_interval(self):
        for i in range(4):
            self.done('simulate', '--out', 'run%d' % i, '--speed', str(2.8 + i / 10), '--sensors', 'pelvis', '--seconds', '20', '--seed', str(i))
            self.done('analyze', 'run%d/pelvis.csv' % i, '--save', '--runner', 'Ada', '--date', '2026-06-0%d' % (i + 1), '-q')
        text = self.done('history', 'trend', 'cadence_spm').stdout.decode()
        self.assertEqual((text.count('●'), text.count('own band')), (4, 1), text)
        self.assertIn('▁', self.done('history', 'trend').stdout.decode())
        t = self.json_of('trend', 'cadence_spm')
        self.assertEqual(len(t['points']), 4)
        for p in t['points']:
            self.assertLess(p['lo'], p['value'])
            self.assertGreater(p['hi'], p['value'])
        self.assertLess(t['band']['lo'], t['band']['median'])
        self.assertEqual(len(self.json_of('trend', 'cadence_spm', '--from', '2026-06-03')['points']), 2)

    def test_load_is_the_same_as_of_a_list(self):
        rows = self.ask(self.own, "SELECT day || 'T' || printf('%02d:%02d', minute / 60, minute % 60), distance_km, minutes FROM sessions ORDER BY day")
        self.write('list.csv', 'date,distance_km,minutes,effort,pain\n' + ''.join('%s,%.12f,%.12f,,\n' % r for r in rows))
        self.assertEqual(self.json_of('load'), self.json_of('list.csv'))

    def test_pain_is_kept_shown_and_counted(self):
        for session, morning in ((1, 0), (2, 3), (3, 0), (4, 2)):
            r = self.done('history', 'pain', str(session), '--next-morning', str(morning), '--place', 'sit_bone')
            self.assertNotIn(b'clinician', r.stdout)
        r = self.done('history', 'pain', '--date', '2026-05-20', '--runner', 'Ada', '--sitting', '4', '--kind', 'sharp', '--worse', 'hopping')
        self.assertIn(b'clinician', r.stdout)                                    # sharp when hopping is a warning sign
        j = self.json_of('pain')
        self.assertEqual(len(j['entries']), 5)
        self.assertEqual(j['entries'][0]['flags'], ['sharp_bearing_weight'])
        pace = next(b for b in j['beside'] if b['id'] == 'pace' and b['when'] == 'next_morning')
        self.assertEqual((pace['with']['pain'], pace['with']['runs'], pace['without']['pain'], pace['without']['runs']), (2, 2, 0, 2))
        text = self.done('history', 'pain').stdout.decode()
        self.assertIn('2 of   2 (90 % 43 to 100 %)', text)
        self.assertIn('no diagnosis', text)
        self.done('history', 'unpain', '5')
        self.assertEqual(len(self.json_of('pain')['entries']), 4)

    def test_backup_and_restore_bring_everything_back(self):
        self.done('history', 'pain', '1', '--during', '2')
        before = self.json_of('list'), self.json_of('pain'), self.json_of('show', '1')
        self.done('history', 'backup', 'b.sqlite')
        self.done('history', 'remove', 'Ada')
        self.done('history', 'restore', 'b.sqlite')
        self.assertEqual((self.json_of('list'), self.json_of('pain'), self.json_of('show', '1')), before)
        self.assertEqual(self.done('history', 'check').stdout, b'whole\n')
        self.assert_one_line(self.done('history', 'restore', 'past/2026-05-04.gpx', code=3), 'no backup')
        self.assert_one_line(self.done('history', 'backup', self.own, code=2), 'itself')

    def test_export_holds_everything(self):
        self.done('history', 'edit', '1', '--note', 'a, "b"\nc')
        self.done('history', 'export', 'out')
        tables = [t for t, in self.ask(self.own, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'documents'")]
        for t in tables:
            with open(self.path('out/%s.csv' % t), encoding='utf-8', newline='') as f:
                rows = list(csv.reader(f))
            self.assertEqual(len(rows) - 1, self.ask(self.own, 'SELECT count(*) FROM ' + t)[0][0], t)
            self.assertEqual(rows[0], [r[1] for r in self.ask(self.own, 'PRAGMA table_info(%s)' % t)])
        with open(self.path('out/sessions.csv'), encoding='utf-8', newline='') as f:
            self.assertEqual(next(csv.DictReader(f))['notes'], 'a, "b"\nc')

    def test_hostile_text_is_text(self):
        for text in ("'; DROP TABLE sessions; --", '<script>alert(1)</script>', '%s%n', 'x' * 100000, '\x1b[2J'):
            self.done('history', 'edit', '1', '--note', text, '--name', text)
            r = self.json_of('show', '1')
            self.assertEqual(r['notes'], text.replace('\x1b', '\ufffd'))
            self.assertNotIn(b'\x1b', self.done('history', 'list').stdout)
            self.done('history', 'list', '--text', text)

    def test_mistakes_are_one_line(self):
        for args, code in ((('edit', '1'), 2), (('edit', 'x', '--name', 'y'), 2), (('edit', '99', '--name', 'y'), 3), (('show', '99'), 3), (('trend', 'nothing'), 2),
                           (('pain', '1'), 2), (('pain', '1', '--during', '11'), 2), (('pain', '1', '--place', 'nowhere', '--during', '1'), 2), (('lits',), 2),
                           (('list', '--from', '1.5.2026'), 2), (('list', '--during', '2'), 2), (('delete',), 2), (('list', '--runner', 'Nobody'), 1),
                           (('list', '--db', 'no.sqlite'), 3), (('backup', 'no/where'), 4), (('export', '/dev/null/x'), 4), (('import', 'no.fit'), 3)):
            r = self.run_program('history', *args, env=self.env)
            self.assertEqual((r.returncode, r.stdout), (code, b''), (args, r.stderr))
            self.assert_one_line(r)

    def test_several_runners_are_asked_for(self):
        self.done('history', 'import', 'past', '--runner', 'Bea')
        for verb in ('trend', 'load', 'weeks', 'pain'):
            self.assert_one_line(self.done('history', verb, code=2), '--runner')
        self.assertEqual(self.json_of('list', '--runner', 'Bea')['total'], 4)


def gpx(day, speed):
    """Ten minutes at one speed, a fix a second."""
    points = ''.join('<trkpt lat="%.7f" lon="8.0"><time>%sT07:%02d:%02dZ</time></trkpt>' % (47 + i * speed / 111195, day, i // 60, i % 60) for i in range(600))
    return '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>%s</trkseg></trk></gpx>' % points


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

    def test_killed_at_any_moment_it_goes_on_to_the_same_content(self):
        self.recordings()
        self.batch('whole', '--db', 'whole.sqlite')
        for wait in (0.05, 0.15, 0.3, 0.5):                                      # any moments will do
            p = subprocess.Popen([program.PROGRAM, 'batch', 'in', '--out', 'o', '--db', 's.sqlite', '-q'], cwd=self.folder, env=dict(os.environ, **self.env))
            time.sleep(wait)
            p.kill()
            p.wait()
        self.batch('o', '--db', 's.sqlite')
        dumps = []
        for name in ('whole.sqlite', 's.sqlite'):
            c = sqlite3.connect(self.path(name))
            dumps.append(list(c.iterdump()))
            c.close()
        self.assertEqual(*dumps)

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
