"""The list of sessions and the notes, through the real program: the verdicts they decide, and what is said of their faults."""
import datetime
import json
import os
import re

from program import ROOT, Case, main, pelvis_rows, still_rows, table

HEAD = 'date,distance_km,minutes,effort,pain'
LAST = datetime.date(2026, 5, 17)


def sessions(km='9.5', days=40, effort='steady', before=None):
    """A run of 6 to 10 km on two days of three, the longest 10 km 16 days before the last; then the session in question."""
    rows = []
    for k in range(days, 0, -1):
        if k % 3 == 0 and k != days:
            continue
        rows.append([str(LAST - datetime.timedelta(k)), '10' if k == 16 else str(6 + k % 3), '50', 'hard' if k % 8 == 2 else 'easy', ''])
    for k, e in (before or {}).items():
        rows = [r for r in rows if r[0] != str(LAST - datetime.timedelta(k))] + [[str(LAST - datetime.timedelta(k)), '7', '45', e, '1']]
    rows.sort()
    return rows + [[str(LAST), km, '60', effort, '2']]


def text(rows, comma=',', end='\n', head=HEAD):
    return head.replace(',', comma) + end + ''.join(comma.join(r) + end for r in rows)


class Told(Case):
    def setUp(self):
        super().setUp()
        self.write('run.csv', table(pelvis_rows(20)))

    def judge(self, *args, lines=0):
        """All findings by id; standard error has so many lines, each with the program's name."""
        r = self.run_program('analyze', 'run.csv:pelvis', '-q', '--json', 'j.json', *args)
        self.assertEqual(r.returncode, 0, r.stderr)
        self.talk = r.stderr.decode().splitlines()
        self.assertEqual(len(self.talk), lines, self.talk)
        for line in self.talk:
            self.assertTrue(line.startswith('runform: notice: '), line)
        return {p['id']: p for p in json.loads(self.read('j.json'))['patterns']}

    def with_list(self, content, lines=0):
        return self.judge('--history', self.write('list.csv', content), lines=lines)

    def with_notes(self, content, lines=0):
        return self.judge('--notes', self.write('notes.json', content if isinstance(content, str) else json.dumps(content)), lines=lines)


class Load(Told):
    def test_a_spike_of_112_percent_is_flagged(self):
        f = self.with_list(text(sessions('11.2')))['load_jump']
        self.assertEqual((f['status'], f['value'], f['threshold'], f['unit']), ('flagged', 112, 110, '%'))
        self.assertIn('10.0 km on 2026-05-01', f['why'])

    def test_105_percent_is_watch_and_95_clear(self):
        self.assertEqual(self.with_list(text(sessions('10.5')))['load_jump']['status'], 'watch')
        self.assertEqual(self.with_list(text(sessions('9.5')))['load_jump']['status'], 'clear')

    def test_a_list_of_20_days_cannot_tell(self):
        f = self.with_list(text(sessions('11.2', days=20)))
        self.assertEqual(f['load_jump']['status'], 'cannot_tell')
        self.assertIn('30 are needed', f['load_jump']['why'])
        self.assertEqual(f['short_recovery']['status'], 'clear')

    def test_a_list_of_5_days_cannot_tell_recovery_either(self):
        f = self.with_list(text(sessions('11.2', days=5)))
        self.assertEqual((f['load_jump']['status'], f['short_recovery']['status']), ('cannot_tell', 'cannot_tell'))

    def test_without_a_list_both_say_what_to_give(self):
        f = self.judge()
        for i in ('load_jump', 'short_recovery'):
            self.assertEqual(f[i]['status'], 'cannot_tell')
            self.assertIn('--history', f[i]['why'])

    def test_the_list_decides_nothing_else(self):
        with_list, without = self.with_list(text(sessions('11.2', effort='hard', before={1: 'hard'}))), self.judge()
        for i in with_list:
            if i not in ('load_jump', 'short_recovery'):
                self.assertEqual(with_list[i], without[i])

    def test_fail_on_flag_sees_it(self):
        self.write('list.csv', text(sessions('11.2')))
        self.assertEqual(self.run_program('analyze', 'run.csv:pelvis', '-q', '--fail-on-flag', '--history', 'list.csv').returncode, 1)

    def test_a_session_without_running_is_judged_by_its_list_too(self):
        self.write('still.csv', table(still_rows()))
        self.write('list.csv', text(sessions('11.2')))
        r = self.run_program('analyze', 'still.csv:pelvis', '-q', '--json', 'j.json', '--history', 'list.csv')
        self.assertEqual(r.returncode, 1)
        self.assertEqual({p['id']: p['status'] for p in json.loads(self.read('j.json'))['patterns']}['load_jump'], 'flagged')


class Recovery(Told):
    def test_hard_after_hard_is_flagged_and_its_twins_are_not(self):
        for effort, before, status in (('hard', {1: 'hard'}, 'flagged'), ('hard', {1: 'easy', 2: 'hard'}, 'clear'), ('steady', {1: 'hard', 2: 'easy'}, 'clear'),
                                       ('hard', {1: 'steady', 2: 'easy'}, 'clear'), ('easy', {3: 'hard', 4: 'hard'}, 'watch')):
            f = self.with_list(text(sessions(effort=effort, before=before)))
            self.assertEqual(f['short_recovery']['status'], status, (effort, before, f['short_recovery']['why']))

    def test_a_week_without_an_easy_or_free_day_is_flagged(self):
        week = {k: 'steady' for k in range(1, 7)}
        self.assertEqual(self.with_list(text(sessions(before=week)))['short_recovery']['status'], 'flagged')
        self.assertEqual(self.with_list(text(sessions(before={**week, 4: 'easy'})))['short_recovery']['status'], 'clear')

    def test_efforts_that_were_not_told_cannot_tell(self):
        self.assertEqual(self.with_list(text(sessions(effort='')))['short_recovery']['status'], 'clear')
        self.assertEqual(self.with_list(text(sessions(effort='', before={1: 'hard'})))['short_recovery']['status'], 'cannot_tell')


class Lists(Told):
    def assert_as_plain(self, content, lines=0):
        f = self.with_list(content, lines=lines)
        self.assertEqual((f['load_jump']['status'], f['load_jump']['value'], f['short_recovery']['status']), ('flagged', 112, 'flagged'))

    def setUp(self):
        super().setUp()
        self.rows = sessions('11.2', effort='hard', before={1: 'hard'})

    def test_line_ends_mark_and_semicolons_change_nothing(self):
        self.assert_as_plain(text(self.rows))
        self.assert_as_plain(text(self.rows, end='\r\n'))
        self.assert_as_plain('\ufeff' + text(self.rows))
        self.assert_as_plain('\ufeff' + text([[c.replace('.', ',') for c in r] for r in self.rows], comma=';', end='\r\n'))
        self.assert_as_plain(text(self.rows, comma='\t'))

    def test_a_list_out_of_order_is_one_line(self):
        self.assert_as_plain(text(self.rows[::-1]), lines=1)
        self.assertRegex(self.talk[0], r'^runform: notice: list\.csv:3: .*put in order')

    def test_doubles_are_one_line(self):
        self.assert_as_plain(text(self.rows + self.rows[-1:]), lines=1)
        self.assertRegex(self.talk[0], r'^runform: notice: list\.csv:%d: the same as line %d;' % (len(self.rows) + 2, len(self.rows) + 1))

    def test_two_different_runs_of_the_last_date_are_two(self):
        f = self.with_list(text(self.rows[:-1] + [[str(LAST), '3', '20', 'easy', ''], self.rows[-1]]))
        self.assertEqual(f['load_jump']['value'], 112)

    def test_another_date_format_is_one_line_and_the_rest_is_done(self):
        self.assert_as_plain(text([['04/03/2026', '30', '60', 'hard', ''], ['05.04.2026', '30', '60', 'hard', '']] + self.rows), lines=1)
        self.assertRegex(self.talk[0], r'^runform: notice: list\.csv:2: date 04/03/2026 .*2026-05-17.*\(2 rows in all\)$')

    def test_a_whole_list_in_another_format_is_one_line_and_cannot_tell(self):
        f = self.with_list(text([['%s.%s.%s' % tuple(r[0].split('-')[::-1]), *r[1:]] for r in self.rows]), lines=1)
        self.assertEqual((f['load_jump']['status'], f['short_recovery']['status']), ('cannot_tell', 'cannot_tell'))

    def test_cells_out_of_range_are_one_line_a_kind(self):
        rows = [r[:] for r in self.rows]
        rows[0][4], rows[1][1], rows[2][3] = '11', '-5', 'tempo'
        self.assert_as_plain(text(rows), lines=3)
        self.assertIn('pain 11', self.talk[0])
        self.assertIn('distance_km -5', self.talk[1])
        self.assertIn('effort tempo', self.talk[2])

    def test_control_characters_of_a_list_do_not_reach_the_terminal(self):
        self.assert_as_plain(text([['\x1b[31m', '5', '50', 'easy', '']] + self.rows), lines=1)
        self.assertNotIn('\x1b', self.talk[0])

    def test_a_list_that_is_not_there_is_said_before_the_work(self):
        r = self.run_program('analyze', 'run.csv:pelvis', '--history', 'no.csv', '--json', 'j.json')
        self.assertEqual((r.returncode, r.stdout, self.files()), (3, b'', ['run.csv']))
        self.assert_one_line(r, 'no.csv', 'no such file')

    def test_an_output_over_the_list_or_the_notes_is_refused(self):
        self.write('list.csv', text(self.rows))
        for option in ('--history', '--notes'):
            r = self.run_program('analyze', 'run.csv:pelvis', option, 'list.csv', '--steps', './list.csv')
            self.assertEqual(r.returncode, 2)
            self.assert_one_line(r, 'list.csv', 'overwrite')
        self.assertEqual(self.run_program('analyze', 'run.csv:pelvis', '--history', '-').returncode, 2)
        self.assertEqual(self.read('list.csv').decode(), text(self.rows))


class Notes(Told):
    def test_each_warning_sign_is_exactly_one_line_to_a_clinician(self):
        for flag in ('sharp_bearing_weight', 'cannot_hop', 'burning_down_leg', 'numbness'):
            self.write('notes.json', json.dumps({'pain': {'during': 1}, 'flags': [flag]}))
            r = self.run_program('analyze', 'run.csv:pelvis', '--notes', 'notes.json', '--json', 'j.json')
            f = {p['id']: p for p in json.loads(self.read('j.json'))['patterns']}['symptoms']
            self.assertEqual((r.returncode, f['status'], f['cue']), (0, 'flagged', None))
            lines = [x for x in r.stdout.decode().splitlines() if 'clinician' in x]
            self.assertEqual([x.strip() for x in lines], [f['why']])
            self.assertTrue(f['why'].startswith('See a clinician before the next run: '))

    def test_watch_clear_and_cannot_tell(self):
        self.assertEqual(self.with_notes({'pain': {'during': 2, 'sitting': 4}})['symptoms']['status'], 'watch')
        self.assertEqual(self.with_notes({'pain': {'during': 1}, 'worse': ['uphill']})['symptoms']['status'], 'watch')
        self.assertEqual(self.with_notes({'pain': {'during': 0, 'next_morning': 3}})['symptoms']['status'], 'clear')
        self.assertEqual(self.judge()['symptoms']['status'], 'cannot_tell')

    def test_what_is_wrong_is_one_line_by_its_member_and_the_rest_is_done(self):
        for content, words in (({'pain': {'during': 5, 'sitting': 14}}, 'notes.json: pain.sitting is 14'), ({'pain': {'during': 5, 'sitting': '40 mm'}}, 'pain.sitting is "40 mm"'),
                               ({'pain': {'during': 5}, 'flags': ['sleepy']}, 'flags "sleepy"'), ({'pain': {'during': 5}, 'shoes': 'new'}, 'shoes is not known')):
            self.assertEqual(self.with_notes(content, lines=1)['symptoms']['status'], 'watch')
            self.assertIn(words, self.talk[0])

    def test_notes_that_are_no_json_are_one_line_with_the_place(self):
        self.assertEqual(self.with_notes('{"pain":\n{"during":2,}}', lines=1)['symptoms']['status'], 'cannot_tell')
        self.assertIn('notes.json:2: ', self.talk[0])

    def test_the_example_of_the_readme_is_understood(self):
        with open(os.path.join(ROOT, 'src', 'history', 'README.md'), encoding='utf-8') as f:
            example = re.search(r'^    \{.*?^    \}$', f.read(), re.S | re.M).group(0)
        self.assertEqual(self.with_notes(example)['symptoms']['status'], 'watch')


class History(Told):
    def history(self, *args, **kw):
        return self.run_program('history', *args, env={'XDG_DATA_HOME': self.path('data')}, **kw)

    def test_it_says_what_analyze_says(self):
        for km, effort, before in (('11.2', 'hard', {1: 'hard'}), ('10.5', 'easy', {}), ('9.5', 'hard', {2: 'hard'})):
            self.write('list.csv', text(sessions(km, effort=effort, before=before)))
            told = self.judge('--history', 'list.csv')
            r = self.history('list.csv', '--json', 'h.json')
            self.assertEqual((r.returncode, r.stderr), (0, b''))
            j = json.loads(self.read('h.json'))
            self.assertEqual(j['schema'], 'runform.history/1')
            for p in j['patterns']:
                for k in ('status', 'why', 'value', 'threshold', 'unit'):
                    self.assertEqual(p[k], told[p['id']][k])
                self.assertIn(p['why'], r.stdout.decode())

    def test_the_figures_are_those_of_the_list(self):
        self.write('list.csv', text(sessions('11.2', effort='hard', before={2: 'hard'})))
        j = json.loads(self.history('list.csv', '--json', '-').stdout)
        self.assertEqual(j['session'], {'date': '2026-05-17', 'distance_km': 11.2, 'minutes': 60, 'effort': 'hard', 'pain': 2})
        self.assertEqual((j['longest_30_days']['date'], j['longest_30_days']['ratio'], j['longest_30_days']['band']), ('2026-05-01', 1.12, '110 to 130 %'))
        self.assertEqual((j['recovery']['days_since_hard'], j['recovery']['hard_days_in_a_row'], j['recovery']['rest_days_in_7']), (2, 1, 2))
        want = sum(float(r[1]) for r in sessions('11.2', before={2: 'hard'}) if (LAST - datetime.date.fromisoformat(r[0])).days < 7)
        self.assertAlmostEqual(j['week']['distance_km'], want)

    def test_what_is_not_known_is_null_and_never_0(self):
        self.write('list.csv', HEAD + '\n2026-05-17,,,,\n')
        j = json.loads(self.history('list.csv', '--json', '-').stdout)
        self.assertEqual(j['session'], {'date': '2026-05-17', 'distance_km': None, 'minutes': None, 'effort': None, 'pain': None})
        self.assertIsNone(j['longest_30_days']['ratio'])
        self.assertIsNone(j['week']['distance_km'])
        self.assertIsNone(j['recovery']['hours_since_hard'])

    def test_standard_input_is_read(self):
        self.assertEqual(self.history('-', stdin=text(sessions('11.2')).encode()).returncode, 0)

    def test_mistakes_are_one_line(self):
        self.write('list.csv', text(sessions()))
        self.write('empty.csv', HEAD + '\n')
        os.mkdir(self.path('folder'))
        for args, code in (((), 3), (('list.csv', 'empty.csv'), 2), (('list.csv', '--json', './list.csv'), 2), (('no.csv',), 3), (('folder',), 3),
                           (('/dev/zero',), 3), (('list.csv', '--json', 'no/where.json'), 4)):
            r = self.history(*args)
            self.assertEqual((r.returncode, r.stdout), (code, b''), args)
            self.assert_one_line(r)
        self.assertEqual(self.history('empty.csv').returncode, 3)
        self.assertEqual(self.files(), ['empty.csv', 'folder', 'list.csv', 'run.csv'])

    def test_remarks_stand_in_the_json_with_their_lines(self):
        self.write('list.csv', text([['1/2/26', '5', '', '', '']] + sessions()))
        r = self.history('list.csv', '--json', 'h.json')
        self.assertEqual((r.returncode, r.stderr.count(b'\n')), (0, 1))
        j = json.loads(self.read('h.json'))
        self.assertEqual((j['notices'][0]['line'], j['notices'][0]['count'], j['list']['left_out']), (2, 1, 1))


if __name__ == '__main__':
    main()
