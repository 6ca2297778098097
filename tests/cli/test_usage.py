"""Commands, options and their mistakes: every wrong one is one line, exit 2, and touches nothing."""
import json
import os
import unittest

from program import HEADER, Case, main, pelvis_rows, rows_of, table


class Commands(Case):
    def test_help_names_every_command(self):
        r = self.run_program('--help')
        self.assertEqual(r.returncode, 0)
        for name in rows_of('src/cli/commands.def', 'RF_COMMAND'):
            self.assertIn('  %s ' % name, r.stdout.decode())
            own = self.run_program(name, '--help')
            self.assertEqual((own.returncode, own.stderr), (0, b''), name)
            self.assertIn('runform %s' % name, own.stdout.decode())
            self.assertEqual(self.run_program('help', name).stdout, own.stdout)

    def test_no_line_of_help_is_wider_than_120(self):
        for name in rows_of('src/cli/commands.def', 'RF_COMMAND'):
            for line in self.run_program(name, '--help').stdout.decode().splitlines():
                self.assertLessEqual(len(line), 120, line)

    def test_version(self):
        self.assertRegex(self.run_program('--version').stdout.decode(), r'^runform \d+\.\d+\.\d+\n$')

    def test_a_command_begins_without_the_libraries_of_sound_archives_and_pages(self):
        """They bring forty others along, 4 ms of every start; who needs them loads them."""
        r = self.run_program('--version', env={'LD_TRACE_LOADED_OBJECTS': '1'})
        if b'libc.so' not in r.stdout:
            raise unittest.SkipTest('this loader does not tell what it loads')
        self.assertNotRegex(r.stdout.decode(), 'lib(soundio|pulse|asound|jack|zip|crypto|microhttpd|gnutls)')

    def test_an_unknown_command_is_met_with_the_nearest(self):
        r = self.run_program('analize')
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'runform analyze')
        self.assert_one_line(self.run_program('xylophone'), '--help')

    def test_nothing_at_all(self):
        r = self.run_program()
        self.assertEqual((r.returncode, r.stdout), (2, b''))


class Tables(Case):
    def test_each_list_holds_every_row_of_its_table(self):
        for command, path, macro in (('metrics', 'src/gait/metrics.def', 'RF_METRIC'), ('patterns', 'src/pattern/patterns.def', 'RF_PATTERN'),
                                     ('formats', 'src/read/formats.def', 'RF_(?:READ|UNWRAP|REFUSE)')):
            ids = rows_of(path, macro)
            self.assertTrue(ids, path)
            r = self.run_program(command)
            self.assertEqual(r.returncode, 0)
            listed = [x['id'] for x in json.loads(self.run_program(command, '--json').stdout)[command]]
            self.assertEqual(listed, ids)
            for i in ids:
                self.assertRegex(r.stdout.decode(), r'(?m)^%s\b' % i)

    def test_every_placement_is_listed(self):
        j = json.loads(self.run_program('sensors', '--json').stdout)
        self.assertEqual([s['placement'] for s in j['sensors']], ['foot', 'shank', 'thigh', 'pelvis', 'trunk', 'pocket', 'wrist'])
        self.assertIn('sacrum', j['sensors'][3]['synonyms'])

    def test_everything_listed_can_be_explained(self):
        for command in ('metrics', 'patterns'):
            for x in json.loads(self.run_program(command, '--json').stdout)[command]:
                r = self.run_program('explain', x['id'])
                self.assertEqual(r.returncode, 0, x['id'])
                self.assertTrue(r.stdout.decode().startswith(x['id']))

    def test_every_notice_can_be_explained(self):
        for code in rows_of('src/run/notices.def', 'RF_NOTICE'):
            r = self.run_program('explain', code)
            self.assertEqual(r.returncode, 0, code)
            self.assertRegex(r.stdout.decode(), r'\A%s: .+ \(notice\)\n\n  \S' % code)
        self.assertIn('\nIt touches:\n  contact_ms', self.run_program('explain', 'backwards').stdout.decode())

    def test_one_thing_at_a_time_is_explained(self):
        r = self.run_program('explain', 'overstride', 'gap')
        self.assertEqual((r.returncode, r.stdout), (2, b''))
        self.assert_one_line(r, 'overstride', 'gap')

    def test_what_cannot_be_explained(self):
        r = self.run_program('explain', 'overstide')
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'overstride')
        self.assertEqual(self.run_program('explain').returncode, 2)


class Options(Case):
    def setUp(self):
        super().setUp()
        self.write('run.csv', table(pelvis_rows(12)))

    def assert_usage(self, args, *words):
        before = self.files()
        r = self.run_program('analyze', *args)
        self.assertEqual(r.returncode, 2, (args, r.stderr))
        self.assert_one_line(r, *words)
        self.assertEqual(r.stdout, b'')
        self.assertEqual(self.files(), before)

    def test_wrong_options_are_named(self):
        for args, word in (
            (['run.csv', '--spede', '3'], '--speed'), (['run.csv', '-x'], '-x'), (['run.csv', '--events'], '--events'),
            (['run.csv', '--events', '--steps', 's.csv'], '--events'), (['run.csv', '--events='], '--events'), (['run.csv', '-q=1'], '-q'),
            (['run.csv', '--rate', '100', '--rate', '200'], 'twice'), ([], 'no input'), (['run.csv', 'run.csv'], 'twice'),
            (['-', '-'], 'twice'), (['run.csv', '--placement', 'nose'], 'nose'), (['run.csv', '--side', 'up'], 'up'),
            (['run.csv:foot', '--placement', 'shank'], 'two places'), (['run.csv', '-', '--placement', 'foot'], 'single file'),
            (['run.csv:pelvsi'], 'run.csv:pelvis'), (['run.csv', '--format', 'nonesuch'], 'nonesuch'), (['run.csv', '--decimal', ';'], '--decimal'),
            (['run.csv', '--progress', 'loud'], 'loud'), (['run.csv', '--units', 'nonsense'], 'nonsense'),
        ):
            self.assert_usage(args, word)

    def test_numbers_out_of_range_are_named_with_the_range(self):
        for option, value, limit in (
            ('--speed', '0.4', '0.5 to 12'), ('--speed', '12.1', '0.5 to 12'), ('--speed', 'fast', 'm/s'), ('--speed', '4:75/km', '4:45/km'),
            ('--speed', '4:45', '4:45/km'), ('--speed', '0:30/km', '4:45/km'), ('--speed', 'nan', '0.5 to 12'), ('--speed', '3,5', '0.5 to 12'),
            ('--grade', '31', '-30 to 30'), ('--grade', '-31', '-30 to 30'), ('--height', '178', '1.2 to 2.3'), ('--mass', '0', '25 to 250'),
            ('--rate', '0', '1 to 10000'), ('--rate', '100Hz', '1 to 10000'), ('--standing', '6-2', '2-6'), ('--standing', '3', '2-6'),
            ('--chunk', '0', 'bytes'),
            ('--threads', '3', '1 or 2'),
        ):
            self.assert_usage(['run.csv', option, value], option, value, limit)

    def test_values_within_range_are_taken(self):
        for args in (['--speed', '3.5'], ['--speed=4:45/km'], ['--grade', '-2'], ['--height', '1.78', '--mass', '70'], ['--standing', '0-2.5']):
            self.assertIn(self.run_program('analyze', 'run.csv:pelvis', '-q', *args).returncode, (0, 1), args)

    def test_two_dashes_end_the_options(self):
        self.write('--odd.csv', table(pelvis_rows(12)))
        self.assertIn(self.run_program('analyze', '-q', '--placement', 'pelvis', '--', '--odd.csv').returncode, (0, 1))


class Inputs(Case):
    def sensors(self, *args):
        r = self.run_program('analyze', *args, '-q', '--json', '-')
        self.assertIn(r.returncode, (0, 1), r.stderr)
        return [(s['placement'], s['side'] or '') for s in json.loads(r.stdout)['sensors']]

    def test_the_tail_tells_placement_and_side(self):
        self.write('a.csv', table(pelvis_rows(12)))
        self.assertEqual(self.sensors('a.csv:sacrum'), [('pelvis', '')])
        self.assertEqual(self.sensors('a.csv:tibia:left'), [('shank', 'left')])
        self.assertEqual(self.sensors('a.csv:FOOT:Right'), [('foot', 'right')])

    def test_a_tail_that_is_no_place_is_named(self):
        self.write('run.csv', 'a\n')
        for word, said in (('run.csv:shnk:left', 'did you mean run.csv:shank:left?'), ('run.csv:shank:lft', 'did you mean run.csv:shank:left?'),
                           ('run.csv:knee', 'no placement or side "knee"; runform sensors lists them')):
            r = self.run_program('analyze', word)
            self.assertEqual((r.returncode, said in r.stderr.decode()), (2, True), r.stderr)

    def test_a_format_that_there_is_not_is_named(self):
        self.write('run.csv', 'a\n')
        for command, word, said in (('analyze', 'fti', 'did you mean fit?'), ('live', 'wir', 'did you mean wire?'), ('live', 'fit', 'there is no such format')):
            r = self.run_program(command, 'run.csv', '--format', word)
            self.assertEqual((r.returncode, said in r.stderr.decode()), (2, True), r.stderr)

    def test_a_colon_in_a_name_is_no_tail(self):
        self.write('12:30.csv', table(pelvis_rows(12)))
        self.assertEqual(self.sensors('12:30.csv:pelvis'), [('pelvis', '')])
        self.assertEqual(self.sensors('12:30.csv', '--placement', 'pelvis'), [('pelvis', '')])

    def test_a_file_that_exists_under_the_whole_name_is_that_file(self):
        self.write('odd:foot', table(pelvis_rows(12)))
        self.assertEqual(self.sensors('odd:foot', '--placement', 'pelvis'), [('pelvis', '')])

    def test_names_tell_what_was_not_told(self):
        for name, what in (('left-ankle.csv', ('shank', 'left')), ('FootRight_2.csv', ('foot', 'right')), ('sacrum.csv', ('pelvis', ''))):
            self.write(name, table(pelvis_rows(12)))
            self.assertEqual(self.sensors(name), [what])

    def test_what_was_told_goes_before_the_name(self):
        self.write('left-ankle.csv', table(pelvis_rows(12)))
        self.assertEqual(self.sensors('left-ankle.csv', '--placement', 'pelvis', '--side', 'middle'), [('pelvis', 'middle')])

    def test_a_folder_is_its_files_that_are_named_after_places(self):
        os.mkdir(self.path('session'))
        for name in ('pelvis.csv', 'foot_left.csv', 'shank_right.csv'):
            self.write('session/' + name, table(pelvis_rows(12)))
        self.write('session/events.csv', 'no recording')
        self.write('session/notes about the left foot.txt', 'no recording')
        self.assertEqual(self.sensors('session'), [('foot', 'left'), ('pelvis', ''), ('shank', 'right')])
        self.assertEqual(self.sensors('session/'), [('foot', 'left'), ('pelvis', ''), ('shank', 'right')])

    def test_files_with_dates_share_the_first_one_s_axis(self):
        """The pelvis was switched on 2.5 s after the foot; each file's own axis begins at 0."""
        for header, start in (('timestamp_ms', lambda s: '%.0f' % (1700000000000 + 1000 * s)), ('time', lambda s: '2024-05-01 07:%02d:%06.3f' % divmod(s, 60)),
                              ('time', lambda s: '2024-05-01T07:%02d:%06.3fZ' % divmod(s, 60))):
            for name, late in (('foot_left.csv', 0), ('pelvis.csv', 2.5)):
                rows = [[start(r[0] + late)] + r[1:] for r in pelvis_rows(12)]
                self.write(name, table(rows, HEADER.replace('time_s', header)))
            r = self.run_program('analyze', 'foot_left.csv', 'pelvis.csv', '-q', '--json', '-')
            self.assertIn(r.returncode, (0, 1), r.stderr)
            first = [s['first_t_s'] for s in json.loads(r.stdout)['sensors']]
            self.assertAlmostEqual(first[0], 0, 3)
            self.assertAlmostEqual(first[1], 2.5, 3)


if __name__ == '__main__':
    main()
