"""The bench's table: what is measured, what was wanted, and what could not be measured are told apart, in words, as JSON and in README.md.

usage: test_bench.py SOURCE_ROOT
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]) else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, 'tools'))
from benchmarks import engine, tables                                   # noqa: E402
from benchmarks.common import row, skipped                              # noqa: E402

ROWS = [row('read', 'reading', 1026.4, 'MB/s', 800, 'wc -l', 4105.6), row('start', 'start-up', 7.5, 'ms', 5, better='less'), row('stages', 'src/read', 40, 'ns'),
        skipped('read', 'beside mlr', 'there is no mlr')]


class Table(unittest.TestCase):
    def test_wanted_reached_and_ratio(self):
        self.assertEqual((ROWS[0]['reached'], ROWS[0]['ratio'], ROWS[1]['reached']), (True, 0.25, False))
        lines = tables.text(ROWS).splitlines()
        self.assertIn('≥ 800', lines[1])
        self.assertNotIn('missed', lines[1])
        self.assertIn('≤ 5 (missed)', lines[2])
        self.assertIn('there is no mlr', lines[4])

    def test_as_json(self):
        with tempfile.TemporaryDirectory() as d:
            tables.as_json(ROWS, os.path.join(d, 'b.json'))
            with open(os.path.join(d, 'b.json'), encoding='utf-8') as f:
                self.assertEqual(json.load(f)['rows'], ROWS)

    def test_only_what_stands_between_the_marks_is_replaced(self):
        with tempfile.TemporaryDirectory() as d:
            page = os.path.join(d, 'README.md')
            with open(page, 'w', encoding='utf-8') as f:
                f.write('before\n%s\nold\n%s\nafter\n' % (tables.BEGIN, tables.END))
            for _ in range(2):
                tables.into_readme(ROWS, page)
            with open(page, encoding='utf-8') as f:
                text = f.read()
            self.assertTrue(text.startswith('before\n') and text.endswith('\nafter\n'))
            self.assertNotIn('old', text)
            self.assertEqual(text.count('1026 MB/s'), 1)
            self.assertNotIn('mlr', text)

    def test_readme_has_the_marks(self):
        with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as f:
            text = f.read()
        self.assertEqual((text.count(tables.BEGIN), text.count(tables.END)), (1, 1))

    def test_what_is_inlined_counts_for_the_function_it_stands_in(self):
        with tempfile.NamedTemporaryFile('w', suffix='.out') as f:
            f.write('fl=(1) /x/src/read/row.c\nfn=(1) rf_row_read\n10 100\nfi=(2) /x/src/base/number.h\n20 30\ncfi=(3) /x/src/gait/leg.c\ncfn=(2) leg\ncalls=1 5\n11 999\n'
                    'fl=(3)\nfn=(2)\n5 999\nfl=(4) /usr/lib/libc.c\nfn=(3) memcpy\n1 7\n')
            f.flush()
            self.assertEqual(dict(engine.by_folder(f.name)), {'read': 130, 'gait': 999, 'system': 7})

    def test_an_unknown_part_is_named(self):
        r = subprocess.run([sys.executable, os.path.join(ROOT, 'tools', 'bench'), '--only', 'nonsense'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(r.returncode, 2)
        self.assertIn(b'there is no part nonsense', r.stderr)


if __name__ == '__main__':
    unittest.main(verbosity=2)
