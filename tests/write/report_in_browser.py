"""The report in a real browser, headless: usage report_in_browser.py WRITE_FIXTURE RUNFORM. Skipped (77) where there is no Chromium.

The page of a made-up session with hostile file names, one of 3 h, and those of the samples and of a comparison as the program writes them: no complaint, nothing asked of the network, every plot drawn, every picture
named for a screen reader, text readable in both themes, no sideways scrolling on a phone, keys, two sheets of paper, and how fast it opens.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Broken, Browser, found  # noqa: E402

FIXTURE, PROGRAM = (os.path.abspath(p) for p in sys.argv[1:3]) if len(sys.argv) > 2 else (None, None)
SAMPLES = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'samples')

# Text whose colour lies too near to what is behind it (WCAG: 4.5, large text 3).
FAINT = '''(function () {
  function rgb(s) { var m = s.match(/[0-9.]+/g).map(Number); return m.length < 4 ? m.concat(1) : m; }
  function lum(c) { var v = c.slice(0, 3).map(function (x) { x /= 255; return x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); });
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; }
  function behind(e) { for (; e; e = e.parentElement) { var c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; }
  var out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), n;
  while ((n = walk.nextNode())) {
    var e = n.parentElement, s = getComputedStyle(e);
    if (!n.data.trim() || /^(SCRIPT|STYLE|TITLE|title)$/.test(e.tagName) || !e.getClientRects().length) continue;
    var svg = e.closest('svg'), a = lum(rgb(svg ? s.fill : s.color)), b = lum(behind(svg ? svg.parentElement : e));
    var ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), large = parseFloat(s.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) out.push(n.data.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return out;
}())'''
TWICE = '''(function () { var seen = {}, out = []; document.querySelectorAll('[id]').forEach(function (e) { if (seen[e.id]) out.push(e.id); seen[e.id] = 1; });
  return out; }())'''
LOST = '''(function () { var out = [];
  document.querySelectorAll('a[href^="#"]').forEach(function (a) { if (!document.getElementById(a.getAttribute('href').slice(1))) out.push(a.href); });
  document.querySelectorAll('[aria-labelledby]').forEach(function (e) { e.getAttribute('aria-labelledby').split(' ').forEach(function (id) {
    if (!document.getElementById(id)) out.push(id); }); });
  return out; }())'''
NAMELESS = '''(function () { return Array.from(document.querySelectorAll('svg')).filter(function (s) {
  return s.getAttribute('aria-hidden') !== 'true' && !(s.getAttribute('role') === 'img' &&
    ((s.querySelector('title') || {}).textContent || (document.getElementById(s.getAttribute('aria-labelledby')) || {}).textContent || '').trim());
  }).map(function (s) { return s.outerHTML.slice(0, 80); }); }())'''
HEADINGS = "Array.from(document.querySelectorAll('h1,h2,h3')).map(function (h) { return +h.tagName[1]; })"


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='runform-report-')
        cls.page, cls.long = (os.path.join(cls.folder.name, n) for n in ('report.html', 'long.html'))
        subprocess.run([FIXTURE, 'report', cls.page], check=True)
        subprocess.run([FIXTURE, 'report', cls.long, '30000'], check=True)
        try:
            cls.browser = Browser()
        except (Broken, OSError) as e:
            print('skipped: Chromium does not start here: %s' % e)
            os._exit(77)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def open(self, page=None, width=1440, height=900, **how):
        self.browser.size(width, height, **how)
        took = self.browser.open(page or self.page)
        self.assertEqual(self.browser.complaints(), [])
        return took

    def test_it_opens_without_a_complaint_and_draws_every_plot(self):
        self.open()
        self.assertEqual(self.browser.ask("document.querySelectorAll('.uplot').length"), 3)
        self.assertEqual(self.browser.ask("document.querySelectorAll('script').length"), 2)
        self.assertEqual(self.browser.ask("document.querySelectorAll('[style]:not(.chart *)').length"), 0)

    def test_ids_are_single_and_every_reference_leads_somewhere(self):
        self.open()
        self.assertEqual(self.browser.ask(TWICE), [])
        self.assertEqual(self.browser.ask(LOST), [])

    def test_every_picture_has_words_and_headings_skip_no_level(self):
        self.open()
        self.assertEqual(self.browser.ask(NAMELESS), [])
        levels = self.browser.ask(HEADINGS)
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        for a, b in zip(levels, levels[1:]):
            self.assertLessEqual(b, a + 1)

    def test_text_is_readable_in_both_themes(self):
        for dark in (False, True):
            self.open(dark=dark)
            self.browser.ask("document.querySelectorAll('details').forEach(function (d) { d.open = true; })")
            self.assertEqual(self.browser.ask(FAINT), [], 'dark' if dark else 'light')

    def test_a_phone_needs_no_sideways_scrolling(self):
        for width in (320, 390):
            self.open(width=width, height=844, phone=True)
            self.assertLessEqual(self.browser.ask('document.documentElement.scrollWidth'), width)

    def test_keys_reach_the_plots_and_zoom_them(self):
        self.open()
        press = lambda key, code=None: [self.browser.send('Input.dispatchKeyEvent', type=t, key=key, code=code or key, text=key if t == 'keyDown' and len(key) == 1
                                                          else '') for t in ('keyDown', 'keyUp')]
        reached = False
        for _ in range(60):
            self.browser.send('Input.dispatchKeyEvent', type='keyDown', key='Tab', code='Tab', windowsVirtualKeyCode=9)
            self.browser.send('Input.dispatchKeyEvent', type='keyUp', key='Tab', code='Tab', windowsVirtualKeyCode=9)
            if self.browser.ask("document.activeElement.classList.contains('chart')"):
                reached = True
                break
        self.assertTrue(reached)
        before = self.browser.ask("document.querySelector('.chart canvas').toDataURL()")
        press('+')
        self.browser.ask("new Promise(function (done) { requestAnimationFrame(function () { requestAnimationFrame(done); }); })")
        self.assertNotEqual(before, self.browser.ask("document.querySelector('.chart canvas').toDataURL()"))

    def test_the_colours_can_be_changed(self):
        self.open()
        before = self.browser.ask('getComputedStyle(document.body).backgroundColor')
        self.browser.ask("document.getElementById('theme').click()")
        self.assertNotEqual(before, self.browser.ask('getComputedStyle(document.body).backgroundColor'))

    def test_it_prints_on_two_sheets(self):
        self.open()
        self.assertLessEqual(self.browser.paper(), 2)

    def test_three_hours_stay_under_a_megabyte_and_open_within_a_second(self):
        self.assertLess(os.path.getsize(self.long), 1000000)
        took = statistics.median(self.open(self.long) for _ in range(5))
        print('3 h: %d bytes, opened in %.3f s' % (os.path.getsize(self.long), took))
        self.assertLess(took, 1)

    def test_the_samples_and_a_comparison_are_fit_for_screen_phone_and_paper(self):
        pages = []
        with open(os.path.join(SAMPLES, 'index.tsv'), encoding='utf-8') as f:
            rows = [line.rstrip('\n').split('\t') for line in f][1:]
        for row in rows:
            word = ':'.join([os.path.join(SAMPLES, row[1]), row[2]] + ([row[3]] if row[3] != '-' else []))
            for reader in ('runner', 'coach'):
                pages.append(os.path.join(self.folder.name, '%s-%s.html' % (row[0], reader)))
                subprocess.run([PROGRAM, 'analyze', word, '--speed', '3', '-q', '--for', reader, '--report', pages[-1], '--json', pages[-1] + '.json'], check=True)
        pages.append(os.path.join(self.folder.name, 'compared.html'))
        subprocess.run([PROGRAM, 'compare', pages[0] + '.json', pages[2] + '.json', '-q', '--report', pages[-1]], check=True)
        for page in pages:
            with self.subTest(os.path.basename(page)):
                self.open(page)
                self.assertEqual([self.browser.ask(q) for q in (TWICE, LOST, NAMELESS, FAINT)], [[], [], [], []])
                self.assertLessEqual(self.browser.paper(), 2)
                self.open(page, width=360, height=800, phone=True, dark=True)
                self.assertLessEqual(self.browser.ask('document.documentElement.scrollWidth'), 360)
                self.assertEqual(self.browser.ask(FAINT), [])


if __name__ == '__main__':
    if not found() or not FIXTURE:
        print('skipped: no Chromium here')
        sys.exit(77)
    sys.exit(not unittest.main(argv=sys.argv[:1], exit=False, verbosity=2).result.wasSuccessful())
