"""--bids and convert --to bids: BIDS datasets that the official validator accepts, raw data and derivative, and that say what the other outputs say."""
import csv
import io
import json
import os
import unittest

from independent import MODULES, need
from program import ROOT, Case, main, pelvis_rows, still_rows, table

import subprocess

SHANK = os.path.join(ROOT, 'samples', 'overstride-shank', 'shank_left.csv')
# what the validator warns of and we cannot help: a table without a header line is what BIDS-Motion asks for, and nobody told us the authors
EXPECTED = {'CUSTOM_COLUMN_WITHOUT_DESCRIPTION', 'NO_AUTHORS'}


class Bids(Case):
    def run_well(self, *args, code=0):
        r = self.run_program(*args)
        self.assertEqual(r.returncode, code, r.stderr)
        return r.stderr.decode()

    def validate(self, folder):
        need('bids-validator')
        r = subprocess.run(['node', '--no-warnings', os.path.join(MODULES, 'bids-validator', 'bin', 'bids-validator'), self.path(folder), '--json'],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        issues = json.loads(r.stdout.decode())['issues']
        self.assertEqual([(i['key'], [f.get('evidence') for f in i['files']]) for i in issues['errors']], [])
        self.assertLessEqual({i['key'] for i in issues['warnings']}, EXPECTED)

    def rows(self, name):
        return list(csv.DictReader(io.StringIO(self.read(name).decode()), delimiter='\t'))

    def json(self, name):
        return json.loads(self.read(name))

    def test_a_session_of_several_sensors(self):
        self.run_well('simulate', '--out', 'sim', '--sensors', 'foot:left,foot:right,pelvis', '--seconds', '30', '--barometer', '0.2')
        said = self.run_well('analyze', 'sim', '--height', '1.8', '--bids', 'study', '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json')
        self.assertIn('altitude', said)
        self.validate('study')
        self.validate('study/derivatives/runform')
        stem = 'study/derivatives/runform/sub-01/motion/sub-01_task-running_desc-'
        contacts = self.rows(stem + 'contacts_events.tsv')
        events = list(csv.DictReader(io.StringIO(self.read('e.csv').decode())))
        self.assertEqual([(c['onset'], c['trial_type'], c['side'], c['sensor']) for c in contacts], [(e['t_s'], e['kind'], e['side'], e['sensor']) for e in events])
        steps = list(csv.DictReader(io.StringIO(self.read('s.csv').decode())))
        found = self.rows(stem + 'steps_events.tsv')
        for column in ('contact_ms', 'stride_length_m', 'pelvic_tilt_deg', 'shank_angle_ic_deg'):
            self.assertEqual([f[column].replace('n/a', '') for f in found], [s[column] for s in steps])
        described = self.json(stem + 'steps_events.json')
        self.assertEqual(set(found[0]) - set(described), set())
        self.assertEqual(described['contact_ms']['Units'], 'ms')
        session = self.json('j.json')
        figures = {m['metric']: m for m in self.rows(stem + 'session_metrics.tsv')}
        for k, v in session['summary'].items():
            self.assertEqual(figures[k]['value'] == 'n/a', not v['told'])
        self.assertEqual([(p['pattern'], p['status']) for p in self.rows(stem + 'patterns_findings.tsv')], [(p['id'], p['status']) for p in session['patterns']])
        self.assertEqual(self.rows('study/participants.tsv'), [{'participant_id': 'sub-01', 'height': '1.8', 'weight': 'n/a'}])
        for name in ('footLeft', 'footRight', 'pelvis'):
            stem = 'study/sub-01/motion/sub-01_task-running_tracksys-%s_' % name
            with open(self.path(stem + 'motion.tsv')) as f:
                self.assertEqual(len(f.readline().split('\t')), len(self.rows(stem + 'channels.tsv')))
            self.assertEqual(self.json(stem + 'motion.json')['SamplingFrequency'], 200)

    def test_a_date_stands_in_the_scans(self):
        self.write('dated.csv', table([[1.7e9 + v[0], *v[1:]] for v in pelvis_rows(20)], header='unix_s,' + table([]).strip().split(',', 1)[1]))
        self.run_well('convert', 'dated.csv:pelvis', 'study', '--to', 'bids')
        self.validate('study')
        self.assertEqual(self.rows('study/sub-01/sub-01_scans.tsv')[0]['acq_time'], '2023-11-14T22:13:20.000Z')
        self.run_well('convert', SHANK, 'plain', '--to', 'bids')
        self.assertFalse(os.path.exists(self.path('plain/sub-01/sub-01_scans.tsv')))

    def test_gaps_holes_and_no_gyroscope(self):
        rows = [v[:4] for v in pelvis_rows(30) if not 10 < v[0] < 14]
        text = table(rows, header='time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2').split('\n')
        text[50] = text[50].split(',')[0] + ',,,'
        self.write('run.csv', '\n'.join(text))
        self.run_well('analyze', 'run.csv:pelvis', '-q', '--bids', 'study')
        self.validate('study')
        with open(self.path('study/sub-01/motion/sub-01_task-running_tracksys-pelvis_motion.tsv')) as f:
            lines = f.read().split('\n')
        self.assertEqual(lines[49].split('\t')[1:], ['n/a', 'n/a', 'n/a'])
        j = self.json('study/sub-01/motion/sub-01_task-running_tracksys-pelvis_motion.json')
        self.assertEqual((j['SamplingFrequency'], j['GYROChannelCount']), (100, 0))
        self.assertLess(j['SamplingFrequencyEffective'], 90)

    def test_no_running_and_a_place_that_nobody_knows(self):
        self.write('still.csv', table(still_rows()))
        self.run_well('analyze', 'still.csv', '-q', '--bids', 'study', code=1)
        self.validate('study')
        self.validate('study/derivatives/runform')

    def test_our_own_dataset_is_renewed_and_a_strangers_file_stops_it(self):
        self.run_well('analyze', SHANK, '-q', '--bids', 'study')
        before = self.read('study/derivatives/runform/sub-01/motion/sub-01_task-running_desc-session_metrics.tsv')
        self.run_well('analyze', SHANK, '-q', '--speed', '3.2', '--bids', 'study')
        self.assertNotEqual(self.read('study/derivatives/runform/sub-01/motion/sub-01_task-running_desc-session_metrics.tsv'), before)
        self.write('study/sub-01/notes.txt', 'mine')
        r = self.run_program('analyze', SHANK, '-q', '--bids', 'study')
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, 'notes.txt')
        self.assertEqual((self.read('study/sub-01/notes.txt'), self.files()), (b'mine', ['study']))
        self.write('study/dataset_description.json', '{"Name": "somebody else\'s"}')
        r = self.run_program('analyze', SHANK, '-q', '--bids', 'study')
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, 'study')

    def test_no_name_of_a_file_or_a_host_is_in_it(self):
        self.write('secret-name.csv', table(pelvis_rows(20)))
        self.run_well('analyze', 'secret-name.csv:pelvis', '-q', '--bids', 'study')
        for folder, _, names in os.walk(self.path('study')):
            for n in names:
                with open(os.path.join(folder, n), 'rb') as f:
                    text = f.read()
                self.assertNotIn(b'secret', text)
                self.assertNotIn(os.uname().nodename.encode(), text)


if __name__ == '__main__':
    main()
