"""`runform batch` and `merge`: the same tables whatever happens on the way."""
import csv
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import time
import unittest

from study import PROGRAM, TABLES, Case, main, make, tables

STUDY = make()


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


class Batch(Case):
    def batch(self, *args, out='out', code=5, inputs=(STUDY,), env=None):
        r = self.run_program('batch', *inputs, '--out', out, *args, env=env)
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return r

    def start(self, *args, **more):
        p = subprocess.Popen([PROGRAM, 'batch', STUDY, '--out', 'out', *args], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        self.addCleanup(lambda: (p.poll() is None and p.kill(), p.communicate()))
        return p

    def test_every_session_is_a_row_and_nothing_else_is(self):
        r = self.batch()
        t = tables(self.path('out'))
        s = [(x['session'], x['side'], x['status']) for x in rows(t['summary.csv'])]
        self.assertEqual(s, [('r0/morning-ankle-left.csv', 'both', 'done'), ('r0/morning-ankle-left.csv', 'left', 'done'),
                             ('r1/pelvis.csv', 'both', 'done'), ('r1/pelvis.csv', 'left', 'done'), ('r1/pelvis.csv', 'right', 'done'),
                             ('r2/broken.csv', 'both', 'failed'), ('r2/foot_right.csv', 'both', 'done'), ('r2/foot_right.csv', 'right', 'done'),
                             ('r3', 'both', 'done'), ('r3', 'left', 'done'), ('r3', 'right', 'done'), ('still_pelvis.csv', 'both', 'no_running')])
        self.assertIn(b'broken.csv', r.stderr)
        self.assertEqual([x['session'] for x in rows(t['skipped.csv'])], ['list.csv'])
        self.assertEqual(len(rows(t['findings.csv'])), 5 * 17)
        contacts = rows(t['contacts.csv'])
        self.assertEqual({x['session'] for x in contacts}, {x[0] for x in s if x[2] == 'done'})
        one = [x for x in rows(t['summary.csv']) if x['session'] == 'r1/pelvis.csv']
        self.assertEqual(int(one[0]['contacts']), int(one[1]['contacts']) + int(one[2]['contacts']))
        self.assertTrue(float(one[0]['cadence_spm_lo']) < float(one[0]['cadence_spm']) < float(one[0]['cadence_spm_hi']))
        self.assertEqual(int(one[0]['contacts']), sum(x['session'] == 'r1/pelvis.csv' for x in contacts))

    def test_the_figures_are_those_of_analyze(self):
        self.batch()
        self.run_program('analyze', os.path.join(STUDY, 'r3'), '--steps', 's.csv', '--json', 'j.json', '-q')
        j = json.loads(self.read('j.json'))
        t = tables(self.path('out'))
        mine = next(x for x in rows(t['summary.csv']) if x['session'] == 'r3' and x['side'] == 'both')
        for name, v in j['summary'].items():
            if isinstance(v, dict) and v.get('told') and name + '_lo' in mine:
                self.assertAlmostEqual(float(mine[name]), v['value'], delta=abs(v['value']) * 1e-3 + 1e-3, msg=name)
        steps = self.read('s.csv').decode().splitlines()[1:]
        self.assertEqual([x.split(',', 3)[3] for x in t['contacts.csv'].decode().splitlines() if x.startswith('r3,')], steps)
        self.assertEqual([(x['pattern'], x['status']) for x in rows(t['findings.csv']) if x['session'] == 'r3'], [(p['id'], p['status']) for p in j['patterns']])

    def test_curves_are_those_of_analyze_whoever_made_them(self):
        self.batch('--curves')
        self.run_program('analyze', os.path.join(STUDY, 'r3'), '--curves', 'c.csv', '-q')
        wanted = self.read('c.csv').decode().splitlines()[1:]
        self.assertTrue(wanted)
        self.assertEqual([x.split(',', 3)[3] for x in self.read('out/curves.csv').decode().splitlines() if x.startswith('r3,')], wanted)
        for i in (1, 2):
            self.run_program('batch', STUDY, '--out', 'shares', '--curves', '--shard', '%d/2' % i, '-q')
        self.assertEqual(self.run_program('merge', 'shares').returncode, 5)
        self.assertEqual(self.read('shares/curves.csv'), self.read('out/curves.csv'))
        self.batch()
        self.assertNotIn('curves.csv', os.listdir(self.path('out')))

    def test_processes_and_shards_do_not_change_a_byte(self):
        self.batch('--jobs', '1', out='one')
        want = tables(self.path('one'))
        self.batch('--jobs', '3', out='three')
        self.assertEqual(tables(self.path('three')), want)
        for n in (2, 3):
            out = 'of%d' % n
            for i in range(n, 0, -1):
                r = self.run_program('batch', STUDY, '--out', out, '--shard', '%d/%d' % (i, n), '-q')
                self.assertIn(r.returncode, (0, 5), r.stderr.decode())
                if i > 1:
                    r = self.run_program('merge', out)
                    self.assertEqual(r.returncode, 3)
                    self.assert_one_line(r, 'not there yet')
            self.assertEqual(self.run_program('merge', out).returncode, 5)
            self.assertEqual(tables(self.path(out)), want)

    def test_a_slurm_task_knows_its_share(self):
        self.batch(out='one')
        for i in (10, 12):
            env = {'SLURM_ARRAY_TASK_ID': str(i), 'SLURM_ARRAY_TASK_MIN': '10', 'SLURM_ARRAY_TASK_COUNT': '2', 'SLURM_ARRAY_TASK_STEP': '2'}
            self.assertIn(self.run_program('batch', STUDY, '--out', 'slurm', env=env).returncode, (0, 5))
        self.assertEqual(self.run_program('merge', 'slurm').returncode, 5)
        self.assertEqual(tables(self.path('slurm')), tables(self.path('one')))
        r = self.run_program('batch', STUDY, '--out', 'x', env={'SLURM_ARRAY_TASK_ID': '3'})
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'SLURM_ARRAY_TASK_MIN', '--shard')

    def test_started_again_it_does_nothing_twice(self):
        self.batch()
        before = tables(self.path('out'))
        parts = {n: os.stat(self.path('out/.parts/' + n)).st_mtime_ns for n in os.listdir(self.path('out/.parts'))}
        self.batch()
        again = {n: os.stat(self.path('out/.parts/' + n)).st_mtime_ns for n in os.listdir(self.path('out/.parts'))}
        self.assertEqual(tables(self.path('out')), before)
        self.assertEqual(sum(parts[n] != again[n] for n in parts), 1)                     # the one that failed is tried again
        self.batch('--fresh')
        fresh = {n: os.stat(self.path('out/.parts/' + n)).st_mtime_ns for n in os.listdir(self.path('out/.parts'))}
        self.assertEqual(sum(parts[n] != fresh[n] for n in parts if len(n) == 32), 7)
        self.assertEqual(tables(self.path('out')), before)

    def test_what_was_told_otherwise_is_done_anew_and_what_is_gone_leaves_no_row(self):
        study = self.path('study')
        shutil.copytree(STUDY, study)
        self.batch(inputs=(study,))
        os.remove(os.path.join(study, 'r1', 'pelvis.csv'))
        self.batch('--speed', '3.1', inputs=(study,))
        t = rows(tables(self.path('out'))['summary.csv'])
        self.assertNotIn('r1/pelvis.csv', {x['session'] for x in t})
        self.assertEqual({x['speed_used_mps'] for x in t if x['status'] == 'done'}, {'3.100'})
        self.assertEqual(sum(len(n) == 32 for n in os.listdir(self.path('out/.parts'))), 6)

    def test_kill_9_at_any_moment_loses_nothing(self):
        self.batch(out='whole')
        for wait in (0.02, 0.06, 0.12, 0.2, 0.3):
            p = self.start('--jobs', '2')
            time.sleep(wait)
            p.kill()
            p.communicate()
        deadline = time.time() + 30                                                      # its workers see the end of their pipe
        while time.time() < deadline and subprocess.run(['pgrep', '-f', 'batch %s --out out' % STUDY], stdout=subprocess.DEVNULL).returncode == 0:
            time.sleep(0.05)
        self.batch()
        self.assertEqual(tables(self.path('out')), tables(self.path('whole')))
        self.assertEqual([n for n in os.listdir(self.path('out')) if n not in TABLES], ['.parts'])
        self.assertEqual([n for n in os.listdir(self.path('out/.parts')) if len(n) != 32 and n != 'plan' and not n.startswith('lock')], [])

    def test_an_interrupt_ends_it_and_it_goes_on_from_there(self):
        long = make('1200')
        p = subprocess.Popen([PROGRAM, 'batch', long, '--out', 'out', '--jobs', '1'], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.15)
        p.send_signal(signal.SIGINT)
        _, err = p.communicate(timeout=60)
        self.assertEqual(p.returncode, 130, err.decode())
        self.assertIn(b'goes on from there', err)
        self.assertNotIn('summary.csv', os.listdir(self.path('out')))
        self.batch(inputs=(long,))

    def test_a_worker_that_is_killed_fails_its_session_alone(self):
        long = make('3000')
        p = subprocess.Popen([PROGRAM, 'batch', long, '--out', 'out', '--jobs', '1'], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.25)
        child = subprocess.run(['pgrep', '-P', str(p.pid)], stdout=subprocess.PIPE).stdout.split()
        self.assertEqual(len(child), 1)
        os.kill(int(child[0]), signal.SIGKILL)
        _, err = p.communicate(timeout=120)
        self.assertEqual(p.returncode, 5)
        self.assertIn(b'signal 9', err)
        t = rows(tables(self.path('out'))['summary.csv'])
        self.assertEqual(sum(x['status'] == 'failed' for x in t), 2)
        self.assertIn('signal 9', next(x['why'] for x in t if 'signal' in x['why']))

    def test_two_batches_on_one_folder_do_not_meet(self):
        long = make('3000')
        p = subprocess.Popen([PROGRAM, 'batch', long, '--out', 'out', '--jobs', '1'], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(lambda: (p.kill(), p.communicate()))
        time.sleep(0.25)
        for args in ((), ('--shard', '1/2')):
            r = self.run_program('batch', STUDY, '--out', 'out', *args)
            self.assertEqual(r.returncode, 4)
            self.assert_one_line(r, 'at work in this folder', str(p.pid))
        p.kill()
        p.communicate()
        deadline = time.time() + 30
        while time.time() < deadline and self.run_program('batch', STUDY, '--out', 'out', '-q').returncode == 4:
            time.sleep(0.1)
        self.batch()

    def test_tables_that_a_killed_process_had_half_written_go(self):
        self.batch()
        gone = subprocess.Popen(['true'])
        gone.wait()
        for name in ('.summary.csv.%d-0.part' % gone.pid, '.summary.csv.%d-0.part' % os.getpid(), '.mine.part', 'summary.csv.part'):
            self.write('out/' + name, 'half')
        self.batch()
        self.assertEqual(sorted(n for n in os.listdir(self.path('out')) if n.endswith('.part')), sorted(['.summary.csv.%d-0.part' % os.getpid(), '.mine.part', 'summary.csv.part']))

    def test_a_full_disk_is_one_line_and_a_way_on(self):
        # a limit on the size of files stands in for the disk: writes fail in the middle of a part or a table
        self.batch(out='whole')
        want = tables(self.path('whole'))
        for limit in (2000, 6000, max(len(x) for x in want.values()) - 1):
            r = subprocess.run([PROGRAM, 'batch', STUDY, '--out', 'out', '-q'], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))))
            self.assertEqual(r.returncode, 4, r.stderr.decode())
            self.assertIn(b'cannot be written', r.stderr)
            self.assertFalse([n for n in os.listdir(self.path('out')) if n.endswith('.tmp')])
        self.batch()
        self.assertEqual(tables(self.path('out')), want)

    def test_the_tables_tell_nothing_of_when_and_where(self):
        self.batch()
        t = tables(self.path('out'))
        host = os.uname().nodename.encode()
        year = time.strftime('%Y-').encode()
        for n in TABLES:
            self.assertNotIn(year, t[n], n)
            if len(host) > 3:
                self.assertNotIn(host, t[n], n)
        p = json.loads(t['provenance.json'])
        self.assertEqual(len(p['inputs']), 7)
        self.assertEqual({len(x['sha256']) for x in p['inputs']}, {64})
        self.assertTrue(p['thresholds'] and p['version'])
        sums = subprocess.run(['sha256sum', os.path.join(STUDY, 'r1', 'pelvis.csv')], stdout=subprocess.PIPE).stdout.split()[0].decode()
        self.assertIn(sums, {x['sha256'] for x in p['inputs']})
        self.assertIn(b'runform', t['methods.txt'])

    def test_hostile_names_stay_text(self):
        study = self.path('study')
        os.mkdir(study)
        for name in ('a,b"c pelvis.csv', '<script>alert(1)<\\script> pelvis.csv', "it's $(x) `pelvis`.csv", '=cmd pelvis.csv', b'\xff\xfe pelvis.csv'):
            shutil.copy(os.path.join(STUDY, 'r1', 'pelvis.csv'), os.path.join(os.fsencode(study), os.fsencode(name)))
        self.batch(inputs=(study,), code=0)
        t = tables(self.path('out'))
        self.assertEqual(len({x['session'] for x in rows(t['summary.csv'])}), 5)
        self.assertNotIn(b'<script>alert', t['qc.html'])
        json.loads(t['provenance.json'])

    def test_a_folder_called_like_a_place_is_a_folder_of_sessions(self):
        pelvis = self.read(os.path.join(STUDY, 'r1', 'pelvis.csv'))
        for name in ('foot_left.csv', 'pelvis.csv', 'thigh_left.csv', *('shank/day%d.csv' % i for i in range(9))):
            os.makedirs(os.path.dirname(self.path('run/' + name)), exist_ok=True)
            self.write('run/' + name, pelvis)
        r = self.run_program('batch', 'run', '--dry-run')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        for name in ('foot_left', 'pelvis', 'thigh_left'):
            self.assertIn('run/%s.csv' % name, r.stdout.decode())
        self.assertEqual(r.stdout.count(b'/shank/day'), 9)

    def test_a_dry_run_says_what_would_be_read_as_what_and_writes_nothing(self):
        r = self.run_program('batch', STUDY, '--dry-run')
        self.assertEqual(r.returncode, 0)
        text = r.stdout.decode()
        for words in ('r3\n', 'shank left (file name)', 'skipped', 'cannot read', 'acceleration in g (header)'):
            self.assertIn(words, text)
        self.assertEqual(self.files(), [])

    def test_patterns_files_and_usage(self):
        r = self.run_program('batch', os.path.join(STUDY, 'r[13]', 'pelvis.csv'), '--out', 'p', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        self.assertEqual(len({x['session'] for x in rows(self.read('p/summary.csv'))}), 2)
        for args, words in ((['absent', '--out', 'x'], ['absent', 'no such file']), (['no*such', '--out', 'x'], ['no such file'])):
            r = self.run_program('batch', *args)
            self.assertEqual(r.returncode, 3)
            self.assert_one_line(r, *words)
        for args, words in ((['--out', 'x'], ['no input']), ([STUDY], ['--out']), ([STUDY, '--out', 'x', '--shard', '3/2'], ['3/2']),
                            ([STUDY, '--out', 'x', '--shard', '0/2'], ['0/2']), ([STUDY, '--out', 'x', '--jobs', 'two'], ['two'])):
            r = self.run_program('batch', *args)
            self.assertEqual(r.returncode, 2)
            self.assert_one_line(r, *words)
        r = self.run_program('batch', STUDY, '--out', '/proc/x')
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, '/proc/x')
        r = self.run_program('merge', self.folder)
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'no batch')


if __name__ == '__main__':
    main()
