"""The report through the real program: its order and parts, the same findings in HTML, Markdown and JSON, and the two readers."""
import json
import os
import re
from html.parser import HTMLParser

from program import DATA, ROOT, Case, main, pelvis_rows, table

SAMPLES = os.path.join(ROOT, 'samples')
WORN = {'slow-steps-shank': ('shank_right.csv:shank:right', '2.8'), 'overstride-shank': ('shank_left.csv:shank:left', '3.2'),
        'healthy-foot': ('foot_left.csv:foot:left', '3.3'), 'easy-pelvis': ('pelvis.csv:pelvis', '3.0'),
        'upside-down-pelvis': ('pelvis.csv:pelvis', '3.0'), 'pocket-phone': ('pocket_right.csv:pocket:right', '2.7')}


class Page(HTMLParser):
    """The text of each section by its heading's id, of each card by its pattern, and the pictures in each card."""

    def __init__(self, text):
        super().__init__()
        self.sections, self.cards, self.pictures, self.order = {}, {}, {}, []
        self.section = self.card = None
        self.quiet = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'section':
            self.section = a['aria-labelledby']
            self.order.append(self.section)
            self.sections[self.section] = ''
        elif tag == 'article':
            self.card = a['id'].replace('finding-', '')
            self.cards[self.card], self.pictures[self.card] = '', []
        elif tag == 'svg' and self.card:
            self.pictures[self.card].append((a.get('class') or '').split(' ')[0])
        self.quiet += tag in ('script', 'style')

    def handle_endtag(self, tag):
        self.quiet -= tag in ('script', 'style')
        if tag == 'article':
            self.card = None
        elif tag == 'section':
            self.section = None

    def handle_data(self, data):
        if self.quiet:
            return
        if self.section:
            self.sections[self.section] += data
        if self.card:
            self.cards[self.card] += data


def flat(text):
    return re.sub(r'\s+', ' ', text.replace('\xa0', ' '))


def bare(text):
    """Markdown without its escapes."""
    return flat(re.sub(r'\\(.)', r'\1', text))


class Report(Case):
    def reports(self, name, *args):
        word, speed = WORN[name]
        files = {e: self.path('%s.%s' % (name, e)) for e in ('html', 'md', 'json')}
        for path in files.values():
            r = self.run_program('analyze', os.path.join(SAMPLES, name, word), '--speed', speed, '--height', '1.75', '-q', '--report', path, *args)
            self.assertEqual(r.returncode, 0, r.stderr)
        return [self.read(path).decode() for path in files.values()]

    def test_html_markdown_and_json_carry_the_same_findings(self):
        for name in WORN:
            html, md, session = self.reports(name)
            page, md, session = Page(html), bare(md), json.loads(session)
            self.assertEqual(set(page.cards), {p['id'] for p in session['patterns'] if p['status'] in ('flagged', 'watch')}, name)
            for p in session['patterns']:
                shown = p['status'] in ('flagged', 'watch')
                where = page.cards[p['id']] if shown else page.sections['clear' if p['status'] == 'clear' else 'untold']
                self.assertIn(flat(p['title']), flat(where))
                self.assertIn(flat(p['why']), flat(where), name)
                self.assertIn(flat(p['why']), md, name)
                if shown:
                    self.assertIn('### %s (%s)' % (p['title'], p['status']), md)
                    for text in [p['plain'], p['cue'] or '', *p['confounders'], *p['sources']]:
                        self.assertIn(flat(text), flat(where))
                        self.assertIn(flat(text), md)
                    if p['strides_seen']:
                        self.assertIn('%d of %d' % (p['strides'], p['strides_seen']), flat(where))
                        self.assertIn('%d of %d' % (p['strides'], p['strides_seen']), md)

    def test_findings_come_first_and_what_a_critic_wants_last(self):
        html, _, _ = self.reports('slow-steps-shank')
        page = Page(html)
        wanted = [s for s in ('sensors', 'findings', 'side', 'told', 'clear', 'untold', 'figures', 'plots', 'curves', 'signals', 'all', 'notices', 'method')
                  if s in page.sections]
        self.assertEqual(page.order, wanted)
        for s in ('sensors', 'findings', 'side', 'untold', 'figures', 'plots', 'curves', 'all', 'method'):
            self.assertIn(s, page.order)

    def test_a_card_has_all_its_parts(self):
        html, _, _ = self.reports('slow-steps-shank')
        page = Page(html)
        self.assertEqual(set(page.cards), {'overstride', 'low_cadence'})
        for k, text in page.cards.items():
            self.assertEqual([p for p in page.pictures[k] if p], ['band', 'strip', 'strides', 'strides'])
            for part in ('limit', 'better', 'When in the run', 'over its distance', 'The signal of those strides', 'lands', 'leaves', 'One thing to try',
                         'What else could explain it', 'Where it comes from', 'Evidence: measured in laboratories'):
                self.assertIn(part, text)

    def test_the_sensors_row_opens_the_report(self):
        row = lambda name: flat(Page(self.reports(name)[0]).sections['sensors'])
        self.assertRegex(row('healthy-foot'), r'Only in part\s*Landing far ahead')
        self.assertRegex(row('easy-pelvis'), r'Not at all\s*Landing far ahead')
        self.assertRegex(row('pocket-phone'), r'can answer\s*Low cadence for the speed\.')

    def test_a_run_whose_speed_nobody_knows_is_shown_over_its_time(self):
        r = self.run_program('analyze', os.path.join(SAMPLES, 'slow-steps-shank', WORN['slow-steps-shank'][0]), '-q', '--report', 'r.html')
        self.assertEqual(r.returncode, 0, r.stderr)
        text = self.read('r.html').decode()
        self.assertIn('over its time', text)
        self.assertNotIn('over its distance', text)

    def test_a_step_rate_to_try_stands_in_all_outputs_with_what_it_does_not_do(self):
        html, md, session = self.reports('slow-steps-shank')
        cue = json.loads(session)['cadence_cue']
        self.assertEqual((cue['target_spm'], cue['most_spm'], cue['command']), (round(1.05 * cue['from_spm']), int(1.1 * cue['from_spm']), 'runform cue 156'))
        word, speed = WORN['slow-steps-shank']
        terminal = self.run_program('analyze', os.path.join(SAMPLES, 'slow-steps-shank', word), '--speed', speed, '--height', '1.75').stdout.decode()
        for text in (flat(Page(html).cards['low_cadence']), bare(md), flat(terminal)):
            for part in ('156 steps', 'runform cue 156', 'lower the modelled force in the hamstring'):
                self.assertIn(part, text)
        self.assertIsNone(json.loads(self.reports('overstride-shank')[2])['cadence_cue'])  # the cadence is not low there

    def test_a_coach_reads_terms_and_a_runner_plain_words_first(self):
        first = lambda html: re.search(r'<p class="plain">([^<]*)', html).group(1)
        runner, _, session = self.reports('slow-steps-shank')
        coach, md, again = self.reports('slow-steps-shank', '--for', 'coach')
        over = json.loads(session)['patterns'][0]
        self.assertEqual(flat(first(runner)), over['plain'])
        self.assertEqual(flat(first(coach)), over['why'])
        self.assertRegex(flat(Page(coach).cards['overstride']), r'3\.[0-9] SD above the mean of')
        self.assertNotIn(' SD above', Page(runner).cards['overstride'])
        self.assertIn('shank_angle_ic_deg', Page(coach).sections['all'])
        self.assertIn(over['plain'], bare(md))
        self.assertEqual(session, again)  # the JSON is the same for both

    def test_for_takes_two_words(self):
        r = self.run_program('analyze', 'x.csv', '--for', 'doctor')
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, '--for doctor', 'runner or coach')

    def test_report_json_is_the_json_output(self):
        word, speed = WORN['easy-pelvis']
        self.run_program('analyze', os.path.join(SAMPLES, 'easy-pelvis', word), '--speed', speed, '-q', '--json', 'a.json', '--report', 'b.json')
        self.assertEqual(self.read('a.json'), self.read('b.json'))

    def test_only_the_ending_of_the_name_decides_the_form(self):
        self.write('run.csv', table(pelvis_rows(20)))
        os.mkdir(self.path('a.md'))
        for name, start in (('a.md/page', b'<!doctype html>'), ('page.html', b'<!doctype html>'), ('note.md', b'# Running form report'), ('-', b'<!doctype html>')):
            r = self.run_program('analyze', 'run.csv:pelvis', '-q', '--report', name)
            self.assertEqual(r.returncode, 0, r.stderr)
            self.assertTrue((r.stdout if name == '-' else self.read(name)).startswith(start), name)

    def test_a_name_is_no_markup_in_markdown(self):
        name = '[x](http://e.org)<b>*_`|www.e.org.csv'.replace('/', '')
        self.write(name, table(pelvis_rows(20)))
        self.run_program('analyze', name + ':pelvis', '-q', '--report', 'r.md')
        md = self.read('r.md').decode()
        self.assertIn(r'\[x\](http:e.org)\<b\>\*\_\`\|www\.e.org.csv', md)

    def test_notes_and_a_list_are_told(self):
        html, md, _ = self.reports('overstride-shank', '--history', os.path.join(SAMPLES, 'sessions.csv'), '--notes', os.path.join(SAMPLES, 'notes.json'))
        page = Page(html)
        self.assertIn('pain 3 of 10 when sitting', flat(page.sections['told']))
        self.assertIn('load_jump', page.cards)
        self.assertEqual([p for p in page.pictures['load_jump'] if p], ['band'])  # nothing to show of the run itself
        self.assertIn('limit 110 %', flat(page.cards['load_jump']))

    def test_of_several_sensors_the_one_that_shows_it_is_drawn(self):
        r = self.run_program('simulate', '--out', 'sim', '--sensors', 'foot:left,shank:left,pelvis', '--fault', 'overstride=12', '--seconds', '40', '--seed', '3')
        self.assertEqual(r.returncode, 0, r.stderr)
        r = self.run_program('analyze', 'sim', '--speed', '3', '-q', '--report', 'r.html')  # the foot keeps the time
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertRegex(flat(Page(self.read('r.html').decode()).cards['overstride']), r'The signal of those strides left shank, [2-6] laid over')

    def test_a_warning_sign_stands_first_and_is_one_line(self):
        self.write('n.json', '{"pain":{"during":5},"flags":["numbness"]}')
        html, md, session = self.reports('overstride-shank', '--notes', 'n.json')
        page, why = Page(html), {p['id']: p['why'] for p in json.loads(session)['patterns']}['symptoms']
        self.assertEqual(list(page.cards)[0], 'symptoms')
        self.assertEqual(flat(page.cards['symptoms']).strip(), 'What the runner feelsflagged ' + why)
        self.assertIn('### What the runner feels (flagged) %s ### Landing far ahead' % why, bare(md))
        self.assertIn('clinician', why)

    def test_real_recordings_have_a_report_too(self):
        if not os.path.isdir(DATA):
            self.skipTest('no recordings at %s' % DATA)
        v = os.path.join(DATA, 'virtual-imu', 'rbds015-35')
        worn = ['%s_%s' % (p, s) for p in ('foot', 'shank', 'thigh') for s in ('left', 'right')] + ['pelvis']
        for args in ([os.path.join(v, w + '.csv') for w in worn] + ['--speed', '3.5'], [os.path.join(v, 'pelvis.csv'), '--speed', '3.5'],
                     [os.path.join(DATA, 'pocket-phone', 'jog_16-sub_24.csv') + ':pocket', '--rate', '50']):
            r = self.run_program('analyze', *args, '-q', '--report', 'r.html')
            self.assertEqual(r.returncode, 0, r.stderr)
            page = Page(self.read('r.html').decode())
            self.assertIn('sensors', page.order)
            self.assertNotIn('nan', ' '.join(page.sections.values()).lower().split())


if __name__ == '__main__':
    main()
