"""GPX and TCX tracks through the program."""
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, main  # noqa: E402


def clock(i):
    return '2024-05-12T07:%02d:%02dZ' % (i // 60, i % 60)


def gpx(n=120, cadence=84, climb=0.03, speed=3.0, prefix='gpxtpx', head=''):
    points = []
    for i in range(n):
        lat = 48 + i * speed / 111195
        points.append('<trkpt lat="%.7f" lon="11.5"><ele>%.2f</ele><time>%s</time><extensions><%s:TrackPointExtension><%s:cad>%d</%s:cad>'
                      '</%s:TrackPointExtension></extensions></trkpt>' % (lat, 500 + climb * speed * i, clock(i), prefix, prefix, cadence, prefix, prefix))
    return ('<?xml version="1.0" encoding="UTF-8"?>%s<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:%s="urn:x"><trk><trkseg>%s</trkseg></trk></gpx>'
            % (head, prefix, '\n'.join(points)))


def tcx(n=120, cadence=84):
    points = ''.join('<Trackpoint><Time>%s</Time><Position><LatitudeDegrees>48</LatitudeDegrees><LongitudeDegrees>11</LongitudeDegrees></Position>'
                     '<AltitudeMeters>500</AltitudeMeters><HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.1</ns3:Speed>'
                     '<ns3:RunCadence>%d</ns3:RunCadence></ns3:TPX></Extensions></Trackpoint>' % (clock(i), cadence) for i in range(n))
    return ('<TrainingCenterDatabase xmlns="urn:y" xmlns:ns3="urn:z"><Activities><Activity Sport="Running"><Lap StartTime="%s"><Cadence>0</Cadence>'
            '<Track>%s</Track></Lap></Activity></Activities></TrainingCenterDatabase>' % (clock(0), points))


class Tracks(Case):
    def analyze(self, text, *args, code=0, name='run.gpx'):
        self.write(name, text)
        r = self.run_program('analyze', name, *args, '--json', 'j.json')
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return (json.loads(self.read('j.json')) if code in (0, 1) else None), r.stderr.decode()

    def value(self, j, name):
        return j['summary'][name]['value']

    def test_cadence_in_strides_or_steps_is_steps(self):
        for cadence in (84, 168):
            for text in (gpx(cadence=cadence), tcx(cadence=cadence), gpx(cadence=cadence, prefix='ns9')):
                j, err = self.analyze(text)
                self.assertEqual((self.value(j, 'cadence_spm'), err), (168, ''))
        j, _ = self.analyze(tcx())
        self.assertAlmostEqual(self.value(j, 'speed_mps'), 3.1, places=6)
        self.assertEqual(j['beside'][0]['read']['format'], 'track')

    def test_a_track_beside_a_sensor_tells_pace_and_grade(self):
        self.run_program('simulate', '--out', 'sim', '--sensors', 'pelvis', '--seconds', '110', '--rate', '100', '--speed', '3.0', '--standing', '0')
        self.write('way.gpx', gpx(climb=0.04))
        r = self.run_program('analyze', 'sim/pelvis.csv:pelvis', 'way.gpx', '--json', 'j.json', '-q')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        j = json.loads(self.read('j.json'))
        self.assertAlmostEqual(self.value(j, 'grade_pct'), 4, delta=0.5)
        self.assertNotIn('watch', j['summary']['cadence_spm']['method'])

    def test_without_cadence_there_is_no_running_in_it(self):
        self.analyze(gpx().replace('cad>', 'hr>'), code=1)

    def test_what_is_no_track_is_refused(self):
        for text, words in (('<?xml version="1.0"?><kml><Placemark/></kml>', 'neither GPX nor TCX'), ('<gpx><trk></trk></gpx>', 'without a point'),
                            ('<gpx', ''), (gpx(head='<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), 'document type'),
                            ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><gpx/>', 'document type')):
            _, err = self.analyze(text, code=3)
            self.assertEqual(err.count('\n'), 1)
            self.assertIn(words, err)

    def test_points_without_a_time_are_counted_and_said(self):
        text = gpx().split('\n')
        for i in (3, 7):
            text[i] = text[i].replace('time>', 'when>')
        _, err = self.analyze('\n'.join(text))
        self.assertIn('run.gpx:4: a point without a time; 2 rows were left out', err)

    def test_a_cut_track_is_read_up_to_there(self):
        j, err = self.analyze(gpx()[:9000])
        self.assertEqual(self.value(j, 'cadence_spm'), 168)
        self.assertIn('not read', err)

    def test_deep_nesting_and_damage_end_in_an_answer_or_one_line(self):
        self.analyze('<gpx>' + '<a>' * 10000, code=3)
        good = gpx(60).encode()
        r = random.Random(1)
        for _ in range(40):
            b = bytearray(good)
            for _ in range(r.choice((1, 5, 50))):
                b[r.randrange(len(b))] = r.randrange(256)
            self.write('bad.gpx', bytes(b))
            p = self.run_program('analyze', 'bad.gpx', '-q')
            self.assertIn(p.returncode, (0, 1, 3), p.stderr.decode(errors='replace'))

    def test_pieces_do_not_matter(self):
        self.write('way.gpx', gpx())
        out = {self.run_program('analyze', 'way.gpx', '--json', '-', '-q', '--chunk', n).stdout for n in ('1', '100', '100000')}
        self.assertEqual(len(out), 1)


if __name__ == '__main__':
    main()
