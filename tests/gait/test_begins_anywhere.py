"""A recording that begins and ends anywhere in the stride, also while the foot is down: each contact that lies in it is told, once, and no other.

A contact in the first tenth of a second may be missing, as its landing began before it, and one in the last fifth, as the step behind it is not there.
"""
import csv
import io
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, main  # noqa: E402

WORN = ('foot:left', 'shank:right', 'thigh:left', 'pelvis', 'trunk')
SECONDS, CUTS, STRIDE_S = 9, 12, 0.7
NEAR_S = 0.045  # the trunk's offset on this runner and its spread; half a flight


class BeginsAnywhere(Case):
    def test_the_contacts_between_its_ends_are_told_wherever_it_begins(self):
        for more in ((), ('--no-gyro',)):
            r = self.run_program('simulate', '--out', 'run', '--standing', '0', '--speed', '3.2', '--seconds', '14', '--sensors', ','.join(WORN), *more)
            self.assertEqual(r.returncode, 0, r.stderr)
            true = list(csv.DictReader(io.StringIO(self.read('run/events.csv').decode())))
            for worn in WORN:
                rows = self.read('run/%s.csv' % worn.replace(':', '_')).decode().splitlines(True)
                for k in range(CUTS):
                    begin = 1 + k * STRIDE_S / CUTS
                    self.look(worn, begin, rows, true, bool(more))

    def look(self, worn, begin, rows, true, no_gyro):
        end = begin + SECONDS
        self.write('cut.csv', rows[0] + ''.join(x for x in rows[1:] if begin <= float(x.split(',')[0]) < end))
        r = self.run_program('analyze', 'cut.csv:' + worn, '--events', 'e', '-q')
        self.assertEqual(r.returncode, 0, r.stderr)
        found = [float(e['t_s']) for e in csv.DictReader(io.StringIO(self.read('e').decode())) if e['kind'] == 'initial_contact']
        side = worn.partition(':')[2]
        want = [float(e['t_s']) for e in true if e['kind'] == 'initial_contact' and side in ('', e['side'])]
        lost = [t - begin for t in want if begin + 0.11 < t < end - 0.2 and not any(abs(f - t) < NEAR_S for f in found)]
        extra = [f - begin for f in found if not any(abs(f - t) < NEAR_S for t in want if t > begin - 0.03)]
        self.assertEqual((lost, extra), ([], []), '%s from %.2f s on%s' % (worn, begin, ', no gyro' if no_gyro else ''))
        self.assertEqual(found, sorted(found))
        self.assertEqual(len(found), len({min(want, key=lambda t: abs(t - f)) for f in found}), 'a contact was told twice')


if __name__ == '__main__':
    main()
