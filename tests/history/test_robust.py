"""Databases that are old, killed, shared, full or damaged. usage: test_robust.py PROGRAM"""
import glob
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import program                                                                   # noqa: E402

SAMPLE = os.path.join(program.ROOT, 'samples', 'easy-pelvis', 'pelvis.csv')
SCHEMAS = os.path.join(program.ROOT, 'tests', 'history', 'schemas')
TABLES = ('runners', 'sessions', 'sensors', 'contacts', 'bouts', 'metrics', 'findings', 'notices', 'pain_log', 'pain_words', 'documents')


def newest():
    with open(os.path.join(program.ROOT, 'src', 'history', 'store.h'), encoding='utf-8') as f:
        return int(re.search(r'RF_STORE_SCHEMA = (\d+)', f.read()).group(1))


class Store(program.Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path('tmp'))
        os.environ['TMPDIR'] = self.path('tmp')                                  # what a killed program leaves goes with the test

    def call(self, *args, code=0, **kw):
        r = subprocess.run([program.PROGRAM, *args], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, **kw)
        self.assertEqual(r.returncode, code, (args, r.stderr))
        return r

    def history(self, *args, code=0, **kw):
        return self.call('history', *args, '--db', 's.sqlite', code=code, **kw)

    def ask(self, sql, name='s.sqlite'):
        c = sqlite3.connect(self.path(name), timeout=30)
        try:
            return c.execute(sql).fetchall()
        finally:
            c.close()

    def some(self):
        self.call('analyze', SAMPLE, '--db', 's.sqlite', '--runner', 'Ada', '--date', '2026-05-17', '-q')


class Old(Store):
    def build(self, path):
        c = sqlite3.connect(self.path('s.sqlite'))
        with open(path, encoding='utf-8') as f:
            c.executescript(f.read())
        c.close()

    def test_a_file_of_every_schema_there_ever_was_is_brought_up_to_date(self):
        for n in range(1, newest() + 1):
            path = os.path.join(SCHEMAS, '%d.sql' % n)
            self.assertTrue(os.path.exists(path), 'a file of schema %d must be kept in tests/history/schemas' % n)
            self.build(path)
            self.assertEqual(self.ask('PRAGMA user_version'), [(n,)])
            before = {t: self.ask('SELECT * FROM ' + t) for t in TABLES}
            self.assertEqual([t for t in TABLES if t != 'notices' and not before[t]], [], 'the file holds something in every table')
            self.history('check')
            self.assertEqual(self.ask('PRAGMA user_version'), [(newest(),)])
            for t in TABLES:
                self.assertEqual([r[:len(b)] for r, b in zip(self.ask('SELECT * FROM ' + t), before[t])] if n < newest() else self.ask('SELECT * FROM ' + t), before[t], t)
            for v, in self.ask("SELECT name FROM sqlite_master WHERE type = 'view'"):
                self.ask('SELECT * FROM ' + v)
            self.assertIn(b"it's wet", self.history('show', '1').stdout)
            self.assertIn(b'at the sit bone', self.history('pain').stdout)
            self.some()                                                          # and is written to
            self.assertEqual(self.ask('SELECT count(*) FROM sessions'), [(2,)])
            os.remove(self.path('s.sqlite'))

    def test_every_kept_file_has_a_schema(self):
        self.assertEqual(len(glob.glob(os.path.join(SCHEMAS, '*.sql'))), newest())

    def test_an_empty_file_becomes_a_database(self):
        self.write('s.sqlite', b'')
        self.some()
        self.assertEqual(self.ask('PRAGMA user_version'), [(newest(),)])

    def test_a_newer_one_and_another_program_s_are_refused_and_left_alone(self):
        self.build(os.path.join(SCHEMAS, '%d.sql' % newest()))
        for sql, word in (('PRAGMA user_version = 99', 'newer runform'), ('PRAGMA application_id = 7', 'another program')):
            c = sqlite3.connect(self.path('s.sqlite'))
            c.execute(sql)
            c.close()
            before = self.read('s.sqlite')
            self.assert_one_line(self.history('list', code=3), 's.sqlite', word)
            self.assert_one_line(self.call('analyze', SAMPLE, '--db', 's.sqlite', '-q', code=4), 's.sqlite', word)
            self.assertEqual(self.read('s.sqlite'), before)


class Killed(Store):
    def test_kill_9_at_any_moment_leaves_the_old_or_the_new(self):
        rows = 2800
        self.some()
        self.write('list.csv', 'date,distance_km,minutes,effort,pain\n' + ''.join('20%02d-05-%02d,%d.%d,45,easy,1\n' % (i // 28 % 100, i % 28 + 1, i % 20 + 1, i // 2800 % 10)
                                                                               for i in range(rows)))
        rng = random.Random(7)
        start = time.monotonic()
        self.call('history', 'import', 'list.csv', '--db', 'whole.sqlite', '-q')
        took = time.monotonic() - start
        (all_rows,), = self.ask('SELECT count(*) FROM sessions', 'whole.sqlite')
        seen = set()
        for _ in range(10):
            p = subprocess.Popen([program.PROGRAM, 'history', 'import', 'list.csv', '--db', 's.sqlite', '-q'], cwd=self.folder)
            time.sleep(rng.uniform(0, took))                                     # any moment will do; none is waited for
            p.send_signal(signal.SIGKILL)
            p.wait()
            self.assertEqual(self.history('check').stdout, b'whole\n')
            (n,), = self.ask('SELECT count(*) FROM sessions')
            self.assertIn(n, (1, 1 + all_rows))
            seen.add(n)
            if n > 1:
                c = sqlite3.connect(self.path('s.sqlite'))
                c.execute('PRAGMA foreign_keys = ON')
                c.execute("DELETE FROM sessions WHERE status = 'listed'")
                c.commit()
                c.close()
        self.assertIn(1, seen)
        self.call('history', 'import', 'list.csv', '--db', 's.sqlite', '-q')
        self.assertEqual(self.ask('SELECT count(*) FROM sessions'), [(1 + all_rows,)])


class Shared(Store):
    def test_several_at_once_lose_nothing(self):
        running = [subprocess.Popen([program.PROGRAM, 'analyze', SAMPLE, '--db', 's.sqlite', '--runner', 'r%d' % i, '-q'], cwd=self.folder, stderr=subprocess.PIPE)
                   for i in range(6)]                                            # the file is made by whoever is first
        for p in running:
            _, err = p.communicate(timeout=120)
            self.assertEqual(p.returncode, 0, err)
        self.assertEqual(self.ask('SELECT count(*), count(DISTINCT runner_id) FROM sessions'), [(6, 6)])
        (contacts,), = self.ask('SELECT count(*) FROM contacts')
        self.assertEqual(contacts % 6, 0)
        self.assertGreater(contacts, 300)
        self.history('check')

    def test_a_copy_can_be_made_while_somebody_writes(self):
        self.some()
        c = sqlite3.connect(self.path('s.sqlite'))
        c.execute('BEGIN IMMEDIATE')
        c.execute("UPDATE sessions SET name = 'half'")
        self.history('backup', 'b.sqlite')
        c.rollback()
        c.close()
        self.assertEqual(self.ask('SELECT name FROM sessions', 'b.sqlite'), [('pelvis.csv',)])


class Disk(Store):
    @staticmethod
    def limited(size):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def test_a_full_disk_is_one_line_and_changes_nothing(self):
        self.some()
        size = len(self.read('s.sqlite'))
        self.call('simulate', '--out', 'other', '--sensors', 'pelvis', '--seconds', '20')
        for limit in (8192, 60000):                                                 # a limit on the size of files stands in for the disk
            r = self.call('analyze', 'other/pelvis.csv', '--db', 's.sqlite', '-q', code=4, preexec_fn=lambda: self.limited(limit))
            self.assert_one_line(r, 's.sqlite')
            self.assertEqual(self.ask('SELECT count(*) FROM sessions'), [(1,)])
            self.history('check')
        r = self.call('analyze', 'other/pelvis.csv', '--db', 'new.sqlite', '-q', code=4, preexec_fn=lambda: self.limited(20000))
        self.assert_one_line(r, 'new.sqlite')
        r = self.history('backup', 'b.sqlite', code=4, preexec_fn=lambda: self.limited(size // 2))
        self.assert_one_line(r)
        self.assertEqual([f for f in self.files() if f.startswith('b.sqlite')], [])
        self.call('analyze', 'other/pelvis.csv', '--db', 's.sqlite', '-q')
        self.assertEqual(self.ask('SELECT count(*) FROM sessions'), [(2,)])


class Damaged(Store):
    def test_a_damaged_file_is_one_line(self):
        self.some()
        whole = self.read('s.sqlite')
        middle = bytearray(whole)
        middle[4096:len(middle) - 4096] = bytes(len(middle) - 8192)
        for name, content in (('nothing in the middle', bytes(middle)), ('cut', whole[:len(whole) // 2]), ('text', b'date,distance_km\n' * 500),
                              ('head alone', whole[:100]), ('noise', whole[:100] + random.Random(1).randbytes(20000))):
            self.write('s.sqlite', content)
            for args in (('list',), ('check',), ('backup', 'b.sqlite')):
                r = self.run_program('history', *args, '--db', 's.sqlite')
                if args[0] == 'check' or r.returncode:
                    self.assertIn(r.returncode, (3, 4), (name, args))
                    self.assert_one_line(r, 's.sqlite')
            r = self.run_program('analyze', SAMPLE, '--db', 's.sqlite', '-q')
            self.assertIn(r.returncode, (0, 4), (name, r.stderr))
            self.assertLessEqual(r.stderr.count(b'\n'), 1)

    def test_what_a_hostile_file_holds_stays_inside(self):
        self.some()
        c = sqlite3.connect(self.path('s.sqlite'))
        c.execute("INSERT INTO documents SELECT id, 'bomb', 60000000, x'789c030000000001' FROM sessions")
        c.execute("INSERT INTO documents SELECT id, '../up', 1, x'00' FROM sessions")
        c.commit()
        c.close()
        c = sqlite3.connect(self.path('s.sqlite'))
        c.execute("UPDATE sessions SET name = char(27) || '[2J', notes = char(27) || 'c'")
        c.execute("UPDATE runners SET name = char(27) || '[31m'")
        c.execute("UPDATE metrics SET unit = char(27)")
        c.execute("UPDATE findings SET title = char(27), why = char(7)")
        c.commit()
        c.close()
        for verb in (('list',), ('show', '1'), ('runners',)):
            out = self.history(*verb).stdout
            self.assertFalse([b for b in out if b < 32 and b != 10], (verb, out))
        r = self.history('export', 'out', code=3)
        self.assert_one_line(r, 'damaged')
        self.assertFalse(os.path.exists(self.path('out/up')) or os.path.exists(self.path('up')))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
