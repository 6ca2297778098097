"""Tables as each maker writes them, with bytes made here: the right format, units, rate and motion, whatever the file is called; or the right refusal."""
import datetime
import json
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, main  # noqa: E402
from test_archives import ROWS, phyphox, sensor_logger  # noqa: E402

G, D = 9.80665, 180 / math.pi
R200 = ROWS[:4000]
R100, R50 = R200[::2], R200[::4]
R60 = [R200[int(i * 200 / 60)] for i in range(1190)]


def cells(values, sep=',', mark='.', digits=6):
    return sep.join(('%.*f' % (digits, v)).replace('.', mark) for v in values)


def acc(r, unit=1.0):
    return [v / unit for v in r[1:4]]


def gyr(r, unit=1.0):
    return [v * unit for v in r[4:7]]


def clock(t, form='%Y-%m-%d %H:%M:%S', start=datetime.datetime(2024, 5, 21, 10, 0, 0)):
    x = start + datetime.timedelta(seconds=t)
    return x.strftime(form) + '.%03d' % (x.microsecond // 1000)


def table(header, rows, line):
    return header + '\n' + ''.join(line(i, r) + '\n' for i, r in enumerate(rows))


def ximu3():
    return table('Timestamp (us),' + ','.join('Gyroscope %s (deg/s)' % a for a in 'XYZ') + ',' + ','.join('Accelerometer %s (g)' % a for a in 'XYZ'), R200,
                 lambda i, r: '%d,%s' % (1e8 + r[0] * 1e6, cells(gyr(r, D) + acc(r, G))))


def ngimu():
    return table('Time (s),' + ','.join('Gyroscope %s (deg/s)' % a for a in 'XYZ') + ',' + ','.join('Accelerometer %s (g)' % a for a in 'XYZ') +
                 ',Magnetometer X (uT),Magnetometer Y (uT),Magnetometer Z (uT)', R200, lambda i, r: cells([r[0]] + gyr(r, D) + acc(r, G) + [1, 2, 3]))


DOT_HEAD = ('sep=,\nDeviceTag:,left\nFirmwareVersion:,2.0.0\nAppVersion:,2021.0\nSyncStatus:,Unsynced\nOutputRate:,60Hz\nFilterProfile:,General\n'
            'Measurement Mode:,Rate quantities\nStartTime: ,2021-08-20_20:21:13_835 GMT+8\n© Xsens\n\n')


def dot(head=DOT_HEAD, tick=1e6, start=4294000000):
    return head + table('PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Mag_X,Mag_Y,Mag_Z', R60,
                        lambda i, r: '%d,%d,%s' % (i + 1, (start + i * tick / 60) % 2 ** 32, cells(acc(r) + gyr(r, D) + [1, 2, 3])))


def mt(ticks, unit=1.0):
    head = '// Start Time: Unknown\r\n// Update Rate: 100.0Hz\r\n// Filter Profile: human (46.1)\r\n'
    t = table('\t'.join('PacketCounter SampleTimeFine Year Month Day Second Acc_X Acc_Y Acc_Z Gyr_X Gyr_Y Gyr_Z Roll Pitch Yaw'.split()), R100,
              lambda i, r: '%05d\t%s\t\t\t\t\t%s\t1\t2\t3' % ((65400 + i) % 65536, (2 ** 32 - 30000 + 100 * i) % 2 ** 32 if ticks else '',
                                                          cells(acc(r) + gyr(r, unit), '\t')))
    return head + t.replace('\n', '\r\n')


def witmotion(kind):
    if kind == 'tabs':
        return table('\t'.join('Time(s) DeviceName ax(g) ay(g) az(g) wx(deg/s) wy(deg/s) wz(deg/s) AngleX(deg) T(°) hx hy hz'.split()), R100,
                     lambda i, r: '%s\tWT901\t%s\t1\t25\t1\t2\t3' % (clock(r[0]), cells(acc(r, G) + gyr(r, D), '\t', digits=4)))
    if kind == 'new':
        return table('time,DeviceName,AccX(g),AccY(g),AccZ(g),AsX(°/s),AsY(°/s),AsZ(°/s),AngleX(°),HX(uT),HY(uT),HZ(uT)', R100,
                     lambda i, r: '%s,WT901BLE68(c3:52),%s,1,1,2,3' % (clock(r[0], '%d/%m/%Y %H:%M:%S'), cells(acc(r, G) + gyr(r, D), digits=4)))
    return 'Start time: 2024-05-01 10:00:00.000\n' + table('\t'.join('Address Time(s) ChipTime ax(g) ay(g) az(g) wx(deg/s) wy(deg/s) wz(deg/s)'.split()), R100,
                                                          lambda i, r: '0x50\t%s\t%s\t%s' % (clock(r[0], '%H:%M:%S'), clock(r[0]), cells(acc(r, G) + gyr(r, D), '\t', digits=4)))


def host_log():
    """A host's own log of a sensor that comes over the air: three rows at a time within 2 ms, epoch seconds, no unit anywhere."""
    return table('timestamp,AccX,AccY,AccZ,AngX,AngY,AngZ', R100, lambda i, r: '%.7f,%s,1,2,3' % (1745239743.56 + R100[i - i % 3][0] + 0.03 + 0.001 * (i % 3), cells(acc(r))))


def motionsense():
    return table(',attitude.roll,attitude.pitch,attitude.yaw,gravity.x,gravity.y,gravity.z,rotationRate.x,rotationRate.y,rotationRate.z,'
                 'userAcceleration.x,userAcceleration.y,userAcceleration.z', R50,
                 lambda i, r: '%d,1,2,3,%s' % (i, cells([0.1, 0.2, -0.97] + gyr(r) + [-r[1] / G - 0.1, -r[2] / G - 0.2, -r[3] / G + 0.97])))


def shimmer(sep, first, fine_alone=False, both=True):
    fine = lambda v: max(-19.6, min(19.6, v))  # noqa: E731
    names = ['Timestamp_Unix_CAL'] + ['Accel_LN_%s_CAL' % a for a in 'XYZ'] + ([] if fine_alone else ['Accel_WR_%s_CAL' % a for a in 'XYZ']) + \
            ['Gyro_%s_CAL' % a for a in 'XYZ'] + ['Gyro_%s_RAW' % a for a in 'XYZ'] + ['Pressure_BMP280_CAL']
    units = ['ms'] + ['m/(s^2)'] * (3 if fine_alone else 6) + ['deg/s'] * 3 + ['no_units'] * 3 + ['kPa']
    rows = ''.join(sep.join(['%.6f' % (1.7e12 + r[0] * 1e3)] + [cells(map(fine, acc(r)), sep)] + ([] if fine_alone else [cells(acc(r), sep)]) +
                            [cells(gyr(r, D), sep), '1', '2', '3', '101.3']) + sep + '\n' for r in R200)
    return '%s\n%s\n%s\n%s' % (first, ''.join('S_SeatHead_' + n + sep for n in names), ''.join(u + sep for u in units), rows)


def shimmer_of_old():
    return '\t'.join(['Shimmer_40AC'] * 7) + '\n' + table('Timestamp\t' + '\t'.join('Wide Range Accelerometer ' + a for a in 'XYZ') + '\t' +
                                                      '\t'.join('Gyroscope ' + a for a in 'XYZ') + '\n' + '\t'.join(['CAL'] * 7) + '\nmSecs' +
                                                      '\tm/(sec^2)' * 3 + '\tdeg/sec' * 3, R200, lambda i, r: cells([r[0] * 1e3] + acc(r) + gyr(r, D), '\t'))


def shimmer_dated():
    return '"sep=,"\n' + table('S_Timestamp_FormattedUnix_CAL,' + ''.join('S_Accel_WR_%s_CAL,' % a for a in 'XYZ') + ''.join('S_Gyro_%s_CAL,' % a for a in 'XYZ') +
                               '\nyyyy/mm/dd hh:mm:ss.000,' + 'm/(s^2),' * 3 + 'deg/s,' * 3, R200,
                               lambda i, r: '%s,%s,' % (clock(r[0], '%Y/%m/%d %H:%M:%S'), cells(acc(r) + gyr(r, D))))


def actigraph(header='Accelerometer X,Accelerometer Y,Accelerometer Z\n', form='M/d/yyyy', date='5/21/2024', sep=',', mark='.', zeros=0, rate=' at 100 Hz', stamps=False):
    head = ('------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.3 Firmware v2.5.0 date format %s%s  Filter Normal -----------\n'
            'Serial Number: NEO1F0123\nStart Time 10:00:00\nStart Date %s\nEpoch Period (hh:mm:ss) 00:00:00\nDownload Time 16:00:00\nDownload Date %s\n'
            'Current Memory Address: 0\nCurrent Battery Voltage: 4.02     Mode = 12\n--------------------------------------------------\n' % (form, rate, date, date))
    rows = [(clock(i / 100, '%m/%d/%Y %H:%M:%S') + sep if stamps else '') + cells(acc(r, G), sep, mark, 3) for i, r in enumerate(R100)]
    return head + header + '\n'.join(['0%s0%s0' % (sep, sep)] * zeros + rows) + '\n'


def polar(kind):
    start, phone = 599628005694359040, datetime.datetime(2026, 6, 10, 21, 15, 41)
    if kind == 'sdk':
        return table('TIMESTAMP X(mg) Y(mg) Z(mg)', R100, lambda i, r: '%d %s' % (start + r[0] * 1e9, cells(acc(r, G / 1000), ' ', digits=0)))
    unit = ('[mg]', lambda r: acc(r, G / 1000)) if kind == 'acc' else ('[dps]', lambda r: gyr(r, D))
    return table('Phone timestamp;sensor timestamp [ns];' + ';'.join('%s %s' % (a, unit[0]) for a in 'XYZ'), R100,
                 lambda i, r: '%s;%d;%s' % (clock(int(r[0] * 5) / 5, '%Y-%m-%dT%H:%M:%S', phone), start + int(r[0] * 1e9), cells(unit[1](r), ';', digits=0)))


def movesense(kind, wrap):
    out = []
    for i in range(0, len(R100) - 8, 8):
        p = {'ArrayAcc': [dict(zip('xyz', acc(r))) for r in R100[i:i + 8]]}
        if kind != 'Acc':
            p['ArrayGyro'] = [dict(zip('xyz', gyr(r, D))) for r in R100[i:i + 8]]
        if kind == 'IMU9':
            p['ArrayMagn'] = [{'x': 1, 'y': 2, 'z': 3}] * 8
        p['Timestamp'] = (2 ** 32 - 5000 + int(R100[i][0] * 1000)) % 2 ** 32
        out.append(p)
    return json.dumps({'Meas': {kind: out}} if not wrap else [{'Body': p, 'Uri': '1/Meas/IMU6/104'} for p in out])


# text, format, rate, unit of the acceleration and of the gyroscope ('': none), more options
READ = [
    (ximu3(), 'ximu3', 200, 'g', 'deg/s'), (ngimu(), 'ngimu_table', 200, 'g', 'deg/s'),
    (dot(), 'xsens_dot', 60, 'm/s²', 'deg/s'), (dot('', 1e6, 5), 'xsens_dot', 60, 'm/s²', 'deg/s'), (dot(tick=1e4), 'xsens_dot', 60, 'm/s²', 'deg/s'),
    (mt(True), 'xsens_mt', 100, 'm/s²', 'rad/s'), (mt(False), 'xsens_mt', 100, 'm/s²', 'rad/s'), (mt(True, D), 'xsens_mt', 100, 'm/s²', 'deg/s'),
    (witmotion('tabs'), 'witmotion_table', 100, 'g', 'deg/s'), (witmotion('new'), 'witmotion_table', 100, 'g', 'deg/s'),
    (witmotion('chip'), 'witmotion_table', 100, 'g', 'deg/s'),
    (host_log(), 'witmotion_table', 100, 'm/s²', ''),
    (motionsense(), 'motionsense', 50, 'g', 'rad/s', '--rate', '50'),
    (shimmer(',', '"sep=,"'), 'shimmer', 200, 'm/s²', 'deg/s'), (shimmer('\t', 'sep=\t'), 'shimmer', 200, 'm/s²', 'deg/s'),
    (shimmer_of_old(), 'shimmer', 200, 'm/s²', 'deg/s'), (shimmer_dated(), 'shimmer', 200, 'm/s²', 'deg/s'),
    (actigraph(), 'actigraph', 100, 'g', ''), (actigraph('', 'dd.MM.yyyy', '21.05.2024'), 'actigraph', 100, 'g', ''),
    (actigraph('Timestamp,Accelerometer X,Accelerometer Y,Accelerometer Z\n', stamps=True), 'actigraph', 100, 'g', ''),
    (actigraph('Accelerometer X;Accelerometer Y;Accelerometer Z\n', 'd/M/yyyy', '21/05/2024', ';', ',', 3000), 'actigraph', 100, 'g', ''),
    (polar('acc'), 'polar', 100, 'mg', ''), (polar('sdk'), 'polar', 100, 'mg', ''),
    (phyphox(R200, 1, 'Acceleration %s (m/s^2)'), 'phyphox', 200, 'm/s²', ''), (phyphox(R200, 1, 'Acceleration %s (m/s^2)', ';', ','), 'phyphox', 200, 'm/s²', ''),
    (phyphox(R200, 1, 'Acceleration %s (m/s^2)', '\t', ','), 'phyphox', 200, 'm/s²', ''), (phyphox(R200, 1, 'Acceleration %s (m/s^2)', '\t'), 'phyphox', 200, 'm/s²', ''),
    (sensor_logger(R200, 1), 'sensorlogger_table', 200, 'm/s²', ''),
    (movesense('IMU9', False), 'movesense', 100, 'm/s²', 'deg/s'), (movesense('IMU6', True), 'movesense', 100, 'm/s²', 'deg/s'),
    (movesense('Acc', False), 'movesense', 100, 'm/s²', ''),
    (table('#walk\ntime[ms]; x-axis[m/s^2]; y-axis[m/s^2]; z-axis[m/s^2]', R100, lambda i, r: '%d; %s' % (r[0] * 1e3, cells(acc(r), '; '))), 'csv', 100, 'm/s²', ''),
]

REFUSED = [
    (polar('gyro'), 'angular rates only'), (shimmer(',', '"sep=,"', True), 'Accel_WR'), (actigraph(rate=''), 'counts'),
    (actigraph().replace('Data File', 'Data Table File'), 'counts'), (motionsense(), '--rate 50'),
    (witmotion('tabs').replace('WT901', 'WT902', 500), 'several sensors'),
]


class Makers(Case):
    def test_each_is_known_by_what_is_in_it(self):
        for i, (text, name, hz, a, g, *more) in enumerate(READ):
            with self.subTest('%d %s' % (i, name)):
                for file in ('x', 'pelvis.fit'):
                    self.write(file, text)
                    r = self.run_program('analyze', file + ':shank:left', '--height', '1.75', '--speed', '3.2', '--json', 'j.json', '-q', *more)
                    self.assertEqual((r.returncode, r.stderr.decode()), (0, ''))
                    j = json.loads(self.read('j.json'))
                    read = j['sensors'][0]['read']
                    self.assertEqual((read['format'], read['units']['acc']['unit'], (read['units']['gyr'] or {}).get('unit', '')), (name, a, g))
                    self.assertAlmostEqual(j['sensors'][0]['rate_hz'], hz, delta=0.01 * hz)
                    self.assertAlmostEqual(j['summary']['cadence_spm']['value'], 170, delta=5)
                    if g and hz >= 100:
                        self.assertAlmostEqual(j['summary']['contact_ms']['value'], 269, delta=15)
                    self.assertFalse([n for n in j['notices'] if n['code'] in ('scale', 'unit')], j['notices'])

    def test_what_cannot_be_read_says_why(self):
        for text, words in REFUSED:
            self.write('x', text)
            r = self.run_program('analyze', 'x:shank:left', '-q')
            self.assertEqual(r.returncode, 3, words)
            self.assert_one_line(r, words)
        self.write('Gyroscope.csv', sensor_logger(R200, 4))
        r = self.run_program('analyze', 'Gyroscope.csv', '-q')
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'named after another sensor')


if __name__ == '__main__':
    main()
