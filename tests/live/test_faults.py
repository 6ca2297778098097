"""Sensors that do wrong while a session runs: each is met by a notice, the others go on, nothing wrong is shown as right, and the recording gives
the same session again.
"""
import json
import os

from sensors import LiveCase, Run, all_outputs, main, notices


class Faults(LiveCase):
    def session_with(self, *faults, seconds='18', times='1', code=0):
        _, ports = self.sensors(Run.make(40), '--seconds', seconds, '--times', times, *faults)
        lines = self.lines_of(self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q', *all_outputs(self.folder, 'live')),
                              code=code)
        self.same_again(self.path('run.live'))
        with open(self.path('live-session.json'), encoding='utf-8') as f:
            return lines, json.load(f)

    def contact_is_right(self, session):
        """The simulated runner's own: whatever went wrong, nothing wrong is shown as right."""
        value = session['summary']['contact_ms']
        with open(os.path.join(Run.make(40), 'steps.csv'), encoding='utf-8') as f:
            head = f.readline().strip().split(',')
            truth = sorted(float(r.strip().split(',')[head.index('contact_ms')]) for r in f if r.strip().split(',')[head.index('contact_ms')])
        if value['told']:
            self.assertAlmostEqual(value['value'], truth[len(truth) // 2], delta=15)

    def test_a_clock_that_is_reset_is_a_gap_and_a_notice(self):
        lines, session = self.session_with('--fault', 'reset@11:1')
        self.assertTrue(notices(lines, 'restarted'))
        self.assertIn('restarted', [n['code'] for n in session['notices']])
        self.contact_is_right(session)

    def test_a_sensor_that_starts_again_is_a_gap_and_a_notice(self):
        lines, session = self.session_with('--fault', 'restart=1@11:2')
        self.assertTrue(notices(lines, 'restarted'))
        self.contact_is_right(session)

    def test_damage_is_counted_and_never_used(self):
        lines, session = self.session_with('--fault', 'corrupt=3', '--fault', 'drop=2')
        codes = [n['code'] for n in session['notices']]
        self.assertIn('damaged', codes)
        self.assertIn('line_loss', codes)
        self.contact_is_right(session)

    def test_noise_between_frames_costs_what_it_hit_and_no_more(self):
        lines, session = self.session_with('--fault', 'noise=3000@11:3')
        self.assertTrue(notices(lines, 'damaged'))
        self.contact_is_right(session)

    def test_a_stall_is_told_and_the_others_go_on(self):
        lines, session = self.session_with('--fault', 'stall=2@11:3')
        silent = notices(lines, 'silent')[0]['t_s']
        heard = notices(lines, 'heard')[0]['t_s']
        self.assertGreater(heard - silent, 0.7)
        self.assertIn('silent', [n['code'] for n in session['notices']])
        self.contact_is_right(session)

    def test_two_sensors_with_one_id_are_told_apart_by_their_ports(self):
        lines, session = self.session_with('--same-id', seconds='14')
        self.assertIn('same_id', [n['code'] for n in session['notices']])
        self.assertLessEqual(len(notices(lines, 'same_id')), 3)                # once a sensor, though it says hello every second
        self.assertEqual(len(session['sensors']), 3)

    def test_a_changed_rate_changes_no_figure(self):
        lines, session = self.session_with('--fault', 'thin=2@11:3')
        self.contact_is_right(session)

    def test_clocks_that_drift_are_followed(self):
        lines, session = self.session_with('--fault', 'drift=100:1', '--fault', 'drift=-100:2', seconds='24')
        self.contact_is_right(session)


if __name__ == '__main__':
    main()
