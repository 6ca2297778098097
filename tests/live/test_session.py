"""A whole live session with emulated sensors: a pulled cable, a marker, a metronome that is recorded and measured, and the recording that gives
the same files byte for byte. Also: a killed program, faster than real time, replay, and what eight sensors cost.
"""
import csv
import json
import os
import re
import resource
import subprocess
import time
import unittest

from sensors import PROGRAM, LiveCase, Run, all_outputs, main, notices, of_kind
from sound_server import RATE, Server, clicks, missing


class Session(LiveCase):
    @unittest.skipIf(missing(), missing())
    def test_a_coach_s_session(self):
        with Server() as s:
            s.record()
            _, ports = self.sensors(Run.make(40), '--seconds', '34', '--fault', 'unplug=4@16:1', '--button', '26', '--battery', '64')
            p = self.live(*ports, '--plain', '--record', 'run.live', '--cue', '+5%', '--wait', '1', '-q', *all_outputs(self.folder, 'live'), env=s.env)
            lines = self.lines_of(p)
            left, right = s.stop_recording()
        # the cable: seen at once, the others go on, it is taken up again, the gap is a gap
        pulled, back = notices(lines, 'unplugged')[0]['t_s'], notices(lines, 'back')[0]['t_s']
        self.assertAlmostEqual(back - pulled, 4, delta=0.5)
        during = [x for x in of_kind(lines, 'initial_contact') if pulled + 0.2 < x['t_s'] < back]
        self.assertGreater(len([x for x in during if x['side'] == 'right']), 3)
        self.assertFalse([x for x in during if x['sensor'] == 'foot_left'])
        # every event once, in order, and the steps are the events' own
        times = [x['t_s'] for x in of_kind(lines, 'initial_contact')]
        self.assertEqual(times, sorted(set(times)))
        self.assertGreater(len(times), 60)
        self.assertEqual([x['ic_t_s'] for x in of_kind(lines, 'step')], times)
        # the marker, by the sensor's own clock, in all outputs
        marked = of_kind(lines, 'marker')[0]['t_s']
        with open(self.path('live-session.json'), encoding='utf-8') as f:
            session = json.load(f)
        self.assertEqual([(m['t_s'], m['by']) for m in session['markers']], [(marked, 'button')])
        with open(self.path('live-events.csv'), encoding='utf-8') as f:
            rows = list(csv.DictReader(f))
        self.assertIn(('marker', 'button'), [(r['kind'], r['sensor']) for r in rows])
        self.assertEqual([n['sensor'] for n in session['notices'] if n['code'] == 'unplugged'], ['foot_left'])  # that all end together is no pulled cable
        # the metronome: five per cent above what was run, exact to the sample
        tempo = float(of_kind(lines, 'cue')[0]['tempo_spm'])
        run = sorted(x['cadence_spm'] for x in of_kind(lines, 'step')[:20] if 'cadence_spm' in x)
        self.assertAlmostEqual(tempo, 1.05 * run[len(run) // 2], delta=2)
        heard = [c for c in clicks(left, right) if c[0] > 0]
        beats = [b[0] - a[0] for a, b in zip(heard, heard[1:])]
        exact = 60 * RATE / tempo
        self.assertGreater(sum(int(exact) <= b <= int(exact) + 1 for b in beats), 20)
        self.same_again(self.path('run.live'))

    def test_killed_in_the_middle_the_recording_is_good_up_to_its_last_record(self):
        sensor, ports = self.sensors(Run.make(40), '--seconds', '20')
        p = self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '-q')
        time.sleep(17)
        p.kill()
        out = p.communicate()[0]
        told = [json.loads(x) for x in out.decode().splitlines() if x.endswith('}')]
        r = self.run_program('analyze', 'run.live', '-q', '--json', 'a.json', '--events', 'a.csv')
        self.assertEqual(r.returncode, 0, r.stderr)
        session = json.loads(self.read('a.json'))
        self.assertIn('cut_off', [n['code'] for n in session['notices']])
        again = [row.split(',')[0] for row in self.read('a.csv').decode().splitlines() if 'initial_contact' in row]
        for e in of_kind(told, 'initial_contact'):                  # what the coach saw stands in the recording
            self.assertIn('%.4f' % e['t_s'], again)
        self.assertGreater(len(again), 15)

    def test_a_recording_cut_at_any_byte_is_read_up_to_there(self):
        _, ports = self.sensors(Run.make(40), '--times', '20', names=('foot_left', 'foot_right', 'pelvis'))
        self.lines_of(self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q'))
        whole = self.read('run.live')
        for share in (0.35, 0.5001, 0.77, 0.999):
            self.write('cut.live', whole[:int(share * len(whole))])
            r = self.run_program('analyze', 'cut.live', '-q', '--json', 'cut.json')
            self.assertIn(r.returncode, (0, 1), r.stderr)
            self.assertIn('cut_off', [n['code'] for n in json.loads(self.read('cut.json'))['notices']])

    def test_a_hundred_times_as_fast_loses_nothing(self):
        sensor, ports = self.sensors(Run.make(40), '--times', '100')
        lines = self.lines_of(self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q', *all_outputs(self.folder, 'live')))
        self.assertFalse(notices(lines, 'line_loss') + notices(lines, 'damaged'))
        session = json.loads(self.read('live-session.json'))
        self.assertEqual(len(session['sensors']), 3)
        for s in session['sensors']:
            self.assertGreater(s['samples'], 8000)
            self.assertEqual(s['gaps'], 0)
        self.assertGreater(len(of_kind(lines, 'step')), 90)
        self.same_again(self.path('run.live'))

    def test_replay_shows_the_same_steps_and_gives_the_same_files(self):
        _, ports = self.sensors(Run.make(40), '--times', '10', '--seconds', '30')
        first = self.lines_of(self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q', *all_outputs(self.folder, 'live')))
        start = time.monotonic()
        second = self.lines_of(self.live('run.live', '--replay', '4', '--plain', '--no-sound', '-q', *all_outputs(self.folder, 'replay')))
        took = time.monotonic() - start
        self.assertLess(took, 4)                                        # the session took some 3 s
        for kind in ('initial_contact', 'terminal_contact', 'step'):
            self.assertEqual(of_kind(first, kind), of_kind(second, kind))
        self.same_again(self.path('run.live'))
        self.same_again(self.path('run.live'), 'replay')

    def test_a_wrong_replay_is_one_line(self):
        self.write('table.csv', 't,ax,ay,az\n' + '0,0,0,9.8\n' * 500)
        p = self.live('table.csv', '--replay', '2', '--plain')
        out, err = p.communicate(timeout=20)
        self.assertEqual((p.returncode, out, err.count(b'\n')), (3, b'', 1))
        self.assertIn(b'no recording of runform live', err)

    def test_an_existing_recording_is_never_overwritten(self):
        _, ports = self.sensors(Run.make(40), '--times', '20')
        self.write('run.live', 'precious')
        p = self.live(*ports, '--plain', '--no-sound', '--record', 'run.live')
        _, err = p.communicate(timeout=20)
        self.assertEqual((p.returncode, err.count(b'\n')), (4, 1))
        self.assertEqual(self.read('run.live'), b'precious')

    def test_a_full_disk_ends_the_recording_and_not_the_session(self):
        if not os.path.exists('/dev/full'):
            self.skipTest('there is no /dev/full')
        _, ports = self.sensors(Run.make(40), '--times', '20')
        limit = 100 * 1024
        p = subprocess.Popen([PROGRAM, 'live', *ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q'], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, cwd=self.folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.started.append(p)
        out, err = p.communicate(timeout=60)
        lines = [json.loads(x) for x in out.decode().splitlines()]
        self.assertEqual(p.returncode, 4, err.decode())
        self.assertTrue(notices(lines, 'recording_ended'))
        self.assertGreater(len(of_kind(lines, 'step')), 90)

    @unittest.skipIf('TSAN_OPTIONS' in os.environ, 'the thread sanitizer keeps shadows of all memory')
    def test_eight_sensors_cost_little(self):
        names = 'foot:left,foot:right,shank:left,shank:right,thigh:left,thigh:right,pelvis,trunk'
        links = [n.replace(':', '_') for n in names.split(',')]
        _, ports = self.sensors(Run.make(22, names), '--seconds', '22', names=links)
        env = {k: v for k, v in os.environ.items() if k != 'MALLOC_PERTURB_'}   # it touches all memory that was only asked for
        p = subprocess.Popen([PROGRAM, 'live', *ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q'], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, cwd=self.folder, env=env)
        time.sleep(21)
        with open('/proc/%d/status' % p.pid) as f:                      # what wait4 says holds the memory of before the exec as well
            mib = int(re.search(r'VmHWM:\s+(\d+)', f.read()).group(1)) / 1024
        out, err = p.stdout.read(), p.stderr.read()
        _, status, used = os.wait4(p.pid, 0)
        p.returncode = status
        p.stdout.close()
        p.stderr.close()
        self.assertEqual(status, 0, err.decode())
        lines = [json.loads(x) for x in out.decode().splitlines()]
        self.assertEqual(len(notices(lines, 'joined')), 8)
        self.assertFalse(notices(lines, 'line_loss'))
        share = (used.ru_utime + used.ru_stime) / 22
        print('8 sensors at 200 Hz: %.1f %% of a core, %.1f MiB' % (100 * share, mib))
        if 'asan' not in os.path.dirname(PROGRAM):
            self.assertLess(mib, 32)
            self.assertLess(share, 0.06)                                # 3 % on a machine that does nothing else


if __name__ == '__main__':
    main()
