"""`runform compare` through the real program: figures, intervals and patterns of two sessions, from JSON and from recordings, and its mistakes."""
import json
import math
import os

from program import ROOT, Case, main, pelvis_rows, still_rows, table

SLOW = os.path.join(ROOT, 'samples', 'slow-steps-shank', 'shank_right.csv') + ':shank:right'
TOLD = ('--speed', '2.8', '--height', '1.75')


class Compare(Case):
    def setUp(self):
        super().setUp()
        self.run_program('simulate', '--out', 'quick', '--speed', '2.8', '--sensors', 'shank:right', '--pause', '3', '--seconds', '36', '--seed', '13')
        self.after = 'quick/shank_right.csv:shank:right'
        for name, word in (('a.json', SLOW), ('b.json', self.after)):
            r = self.run_program('analyze', word, *TOLD, '-q', '--json', name)
            self.assertEqual(r.returncode, 0, r.stderr)

    def compared(self, *args, code=0):
        r = self.run_program('compare', *args, '-q', '--json', 'c.json')
        self.assertEqual((r.returncode, r.stderr), (code, b''))
        return json.loads(self.read('c.json'))

    def test_each_difference_is_what_the_two_sessions_say(self):
        a, b, c = json.loads(self.read('a.json')), json.loads(self.read('b.json')), self.compared('a.json', 'b.json')
        seen = 0
        for f in c['figures']:
            x, y = a['summary'][f['id']], b['summary'][f['id']]
            if x['value'] is None or y['value'] is None:
                self.assertEqual((f['change'], f['difference']), ('untold', None))
                continue
            half = [(s['hi'] - s['lo']) / 2 for s in (x, y)]
            shared = 1.645 * 2.7 if f['id'] == 'shank_angle_ic_deg' else 0
            could = math.sqrt(max(0, half[0] ** 2 + half[1] ** 2 - 2 * min(shared, *half) ** 2))
            self.assertAlmostEqual(f['difference'], y['value'] - x['value'], places=4)
            self.assertAlmostEqual(f['could_see'], could, places=3)
            self.assertEqual(f['change'] in ('seen', 'by_speed'), abs(f['difference']) > could, f['id'])
            seen += f['change'] == 'seen'
        self.assertGreaterEqual(seen, 3)  # cadence, contact, shank angle

    def test_patterns_that_eased_are_named(self):
        p = {q['id']: q for q in self.compared('a.json', 'b.json')['patterns']}
        self.assertEqual((p['low_cadence']['a'], p['low_cadence']['b'], p['low_cadence']['change']), ('flagged', 'clear', 'better'))
        self.assertEqual(p['overstride']['change'], 'better')
        self.assertEqual(p['sitting_back']['change'], 'untold')
        back = {q['id']: q for q in self.compared('b.json', 'a.json')['patterns']}
        self.assertEqual(back['overstride']['change'], 'worse')

    def test_recordings_give_what_their_json_gives(self):
        from_json, straight = self.compared('a.json', 'b.json'), self.compared(SLOW, self.after, *TOLD)
        for part in ('patterns', 'remarks'):
            self.assertEqual(from_json[part], straight[part])
        for f, g in zip(from_json['figures'], straight['figures']):
            for key in ('difference', 'lo', 'hi', 'could_see', 'by_speed'):
                if f[key] is None:
                    self.assertIsNone(g[key])
                else:
                    self.assertAlmostEqual(f[key], g[key], places=4)

    def test_a_session_beside_itself_shows_no_change(self):
        c = self.compared('a.json', 'a.json')
        self.assertEqual({f['change'] for f in c['figures']}, {'untold', 'unseen'})
        self.assertEqual({p['change'] for p in c['patterns']}, {'untold', 'same'})

    def test_the_table_says_what_could_not_be_seen(self):
        r = self.run_program('compare', 'a.json', 'b.json')
        text = r.stdout.decode()
        for part in ('Cadence', 'higher', 'smaller than could be seen (', 'Low cadence for the speed: flagged, then clear', 'by chance alone'):
            self.assertIn(part, text)

    def test_the_page_is_whole_and_a_name_is_no_markup(self):
        name = '<img src=x onerror=alert(1)>.json'
        os.rename(self.path('a.json'), self.path(name))
        r = self.run_program('compare', name, 'b.json', '-q', '--report', 'c.html')
        self.assertEqual(r.returncode, 0, r.stderr)
        text = self.read('c.html').decode()
        self.assertNotIn('<img', text)
        self.assertNotIn('<script', text)
        self.assertIn('&lt;img src=x', text)
        self.assertIn('Pattern by pattern', text)
        self.assertEqual(text.count('<svg class="change"'), text.count('<tr><th scope="row">'))

    def test_a_session_without_running_ends_with_1(self):
        self.write('still.csv', table(still_rows()))
        r = self.run_program('compare', 'still.csv:pelvis', 'a.json', '-q', '--json', 'c.json')
        self.assertEqual(r.returncode, 1)
        self.assert_one_line(r, 'still.csv', 'no running')
        self.assertIn('No running was found in the first session.', json.loads(self.read('c.json'))['remarks'])

    def test_before_and_after_a_moment_of_one_recording(self):
        self.run_program('simulate', '--out', 'fade', '--speed', '3', '--seconds', '200', '--sensors', 'shank:left,pelvis', '--fault', 'posture_fade=6', '--seed', '4')
        self.run_program('simulate', '--out', 'same', '--speed', '3', '--seconds', '200', '--sensors', 'shank:left,pelvis', '--seed', '4')
        fade, same = ({f['id']: f for f in self.compared(d, '--speed', '3', '--at', '1:44')['figures']} for d in ('fade', 'same'))
        self.assertEqual(fade['pelvic_tilt_deg']['change'], 'seen')
        self.assertAlmostEqual(fade['pelvic_tilt_deg']['difference'], 3, delta=0.7)  # half of 6 deg over the run
        self.assertLess(abs(same['pelvic_tilt_deg']['difference']), 0.5)
        self.assertLess(fade['contact_ms']['could_see'], 5)  # the sensor's own error, 4.5 ms and more, is in both and falls out
        seconds = self.compared('fade', '--speed', '3', '--at', '104')
        self.assertEqual(seconds['figures'], self.compared('fade', '--speed', '3', '--at', '1:44')['figures'])

    def test_a_session_from_a_pipe(self):
        """What was read to look at it would be missing: a recording lost its first 4096 bytes."""
        whole = self.compared('a.json', 'b.json')
        r = self.run_program('compare', '/dev/stdin', 'b.json', '-q', '--json', 'p.json', stdin=self.read('a.json'))
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        self.assertEqual(json.loads(self.read('p.json'))['figures'], whole['figures'])
        r = self.run_program('compare', '/dev/stdin', 'b.json', '-q', stdin=self.read('quick/shank_right.csv'))
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, '/dev/stdin', 'a recording is taken from a file, or from -')

    def test_mistakes_are_one_line_each(self):
        self.write('other.json', '{"schema":"runform.notes/1"}')
        self.write('broken.json', '{"schema":"runform.session/1",')
        self.write('run.csv', table(pelvis_rows(20)))
        for args, code, word in ((['a.json'], 2, 'which two'), (['a.json', 'b.json', 'a.json'], 2, 'one too many'), (['a.json', 'none.json'], 3, 'none.json'),
                                 (['a.json', 'other.json'], 3, 'no session that runform wrote'), (['broken.json', 'a.json'], 3, 'broken.json'),
                                 (['a.json', 'b.json', '--report', 'a.json'], 2, 'overwrite'), (['a.json', 'b.json', '--json', '-', '--report', '-'], 2, 'both'),
                                 (['a.json', 'b.json', '--json', 'x', '--report', './x'], 2, 'both'), (['a.json', 'b.json', '--speed', '99'], 2, '0.5'),
                                 (['a.json', 'b.json', '--json', 'no/x'], 4, 'no/x'),
                                 (['a.json', '--at', '5'], 3, 'no single strides'), (['a.json', 'b.json', '--at', '5'], 2, 'one recording'),
                                 (['run.csv:pelvis', '--at', '5:99'], 2, '5:99'), (['run.csv:pelvis', '--at', 'mark'], 3, 'marker')):
            before = self.files()
            r = self.run_program('compare', *args)
            self.assertEqual(r.returncode, code, (args, r.stderr))
            self.assert_one_line(r, word)
            self.assertEqual(self.files(), before)


if __name__ == '__main__':
    main()
