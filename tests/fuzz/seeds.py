"""seeds.py FOLDER: well-formed inputs for every target, made here and from samples/: where a search begins. They are small, and hold no recording."""
import gzip
import io
import math
import pathlib
import struct
import sys
import zipfile

here = pathlib.Path(__file__).resolve().parent
root = here.parents[1]
sys.path += [str(here.parent / 'read'), str(here.parent / 'firmware')]
import fit_files  # noqa: E402
import wire  # noqa: E402

out = pathlib.Path(sys.argv[1])


def put(target, name, data, head=b''):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f'{name}.seed').write_bytes(head + (data.encode() if isinstance(data, str) else data))


def moving(n=40, rate=100.0):
    for i in range(n):
        t = i / rate
        yield t, [math.sin(17 * t + k) * 5 + (9.81 if k == 2 else 0) for k in range(3)], [math.cos(8 * t + k) * 3 for k in range(3)]


def table(header, sep=',', mark='.', epoch=0.0, n=40, extra=''):
    rows = [sep.join(header)]
    for t, a, g in moving(n):
        rows.append((sep.join(f'{x:.4f}' for x in [epoch + t, *a, *g])).replace('.', mark) + extra)
    return '\n'.join(rows) + '\n'


def samples_message(seq, n=4, flags=1, sensor=0):
    axes = b''.join(struct.pack('<6h' if flags & 1 else '<3h', *[100 * (seq + i) % 3000 - 1500 + k for k in range(6 if flags & 1 else 3)]) for i in range(n))
    return wire.stuff(struct.pack('<BBBBIQHBB', 1, wire.SAMPLES, sensor, flags, seq, seq * 5000, 5000, n, 7) + axes)


def hello(sensor=0):
    return wire.stuff(struct.pack('<BBBBQIIIIHHBBB', 1, wire.HELLO, sensor, 0, 0x1234, 7, 200000, 4788403, 1065264, 16, 2000, 2, 1, 4) + b'\0' + b'emulator'.ljust(16, b'\0'))


def wire_line():
    line = hello()
    for k in range(20):
        line += samples_message(4 * k)
    return (line + wire.stuff(struct.pack('<BBBBQHBB', 1, wire.BATTERY, 0, 0, 1000, 3700, 80, 0)) +
            wire.stuff(struct.pack('<BBBBQHBB', 1, wire.BUTTON, 0, 0, 1000, 1, 0, 1)) + wire.ping(1, 2) + wire.ask() +
            wire.stuff(struct.pack('<BBBBIQQQ', 1, wire.PONG, 0, 0, 1, 2, 3, 4)) +
            wire.stuff(struct.pack('<BBBBQHH24s', 1, wire.ERROR, 0, 0, 1, 2, 3, b'overrun')) + wire.stuff(struct.pack('<BBBBIQ', 1, wire.EMITTED, 0, 0, 80, 9)) +
            samples_message(84) + samples_message(90, flags=0, sensor=1))


def witmotion():
    line = b''
    for i in range(30):
        for kind, v in ((0x51, (100 * i, -200, 2048, 0)), (0x52, (10 * i, 20, -30, 0)), (0x53, (1, 2, 3, 4))):
            block = struct.pack('<BB4h', 0x55, kind, *v)
            line += block + bytes([sum(block) & 255])
    return line


def osc(address, types, *values):
    def text(s):
        s = s.encode() + b'\0'
        return s + b'\0' * (-len(s) % 4)
    body = text(address) + text(',' + types)
    return body + b''.join(struct.pack('>f', v) for v in values)


def slip(p):
    return p.replace(b'\xdb', b'\xdb\xdd').replace(b'\xc0', b'\xdb\xdc') + b'\xc0'


def ngimu():
    line = b''
    for i in range(20):
        m = osc('/sensors', 'ffffffffff', *[float(i + k) for k in range(10)])
        line += slip(b'#bundle\0' + struct.pack('>Q', (i << 32) // 100) + struct.pack('>I', len(m)) + m)
    return line


def movesense():
    return '\n'.join('{"Body":{"Timestamp":%d,"ArrayAcc":[{"x":%d,"y":1,"z":9.8},{"x":1,"y":2,"z":9}],"ArrayGyro":[{"x":1,"y":2,"z":3},{"x":1,"y":2,"z":3}]},"Uri":"/Meas/IMU6/104"}'
                     % (19 * i, i) for i in range(12)) + '\n'


def fit(developer=False):
    f = fit_files.Fit()
    f.add(1, 21, ((253, 4, 0x86), (0, 1, 0x00), (1, 1, 0x00)), (1000000000, 0, 0))
    for i in range(12):
        fit_files.record(f, 1000000000 + i)
    f.add(2, 165, ((253, 4, 0x86), (0, 2, 0x84), (1, 6, 0x84), (2, 6, 0x84), (3, 6, 0x84), (4, 6, 0x84)),
          (1000000001, 0, [0, 10, 20], [100, 200, 300], [1, 2, 3], [2000, 2100, 2200]))
    if developer:
        f.add(3, 207, ((3, 1, 0x02),), (0,))
        f.add(4, 206, ((0, 1, 0x02), (1, 1, 0x02), (2, 1, 0x02), (3, 16, 0x07)), (0, 0, 0x84, b'Ground Time'))
        for i in range(5):
            f.add(5, 20, ((253, 4, 0x86), (4, 1, 0x02)), (1000000020 + i, 80, 250 + i), developer=((0, 2, 0),), developer_types=(0x84,))
    return f.bytes()


GPX = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>' + ''.join(
    f'<trkpt lat="52.{i:04d}" lon="13.4"><ele>{i}</ele><time>2026-01-01T10:00:{i:02d}Z</time><extensions><cad>85</cad></extensions></trkpt>' for i in range(12)) + '</trkseg></trk></gpx>'
TCX = '<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track>' + ''.join(
    f'<Trackpoint><Time>2026-01-01T10:00:{i:02d}Z</Time><AltitudeMeters>{i}</AltitudeMeters><Extensions><TPX><Speed>3</Speed><RunCadence>84</RunCadence></TPX></Extensions></Trackpoint>' for i in range(9)) + '</Track></Lap></Activity></Activities></TrainingCenterDatabase>'

plain = ['time_s', 'acc_x_ms2', 'acc_y_ms2', 'acc_z_ms2', 'gyr_x_rads', 'gyr_y_rads', 'gyr_z_rads']
logs = {
    'plain': table(plain), 'semicolon': table(['Zeit', 'acc_x (g)', 'acc_y (g)', 'acc_z (g)', 'gyr_x (deg/s)', 'gyr_y (deg/s)', 'gyr_z (deg/s)'], ';', ','),
    'tab': table(['timestamp', 'ax', 'ay', 'az', 'gx', 'gy', 'gz'], '\t', epoch=1700000000), 'no-header': table(['0'] * 7).split('\n', 1)[1],
    'aside': table([*plain[:4], 'latitude', 'longitude', 'altitude_m']), 'quoted': table([f'"{c}"' for c in plain]).replace('0.', '"0.', 1), 'sep': 'sep=,\n' + table(plain),
    'units-row': table(plain).replace('\n', '\ns,g,g,g,dps,dps,dps\n', 1), 'utf16': table(plain, n=8).encode('utf-16'), 'crlf': table(plain).replace('\n', '\r\n'),
    'iso': 'time,ax,ay,az\n' + ''.join(f'2026-01-01T10:00:0{i}.{j}00Z,0.1,0.{j},1\n' for i in range(3) for j in range(10)),
    'emg': table([*plain[:4], 'emg_gluteus_maximus_mv', 'emg_biceps_femoris_mv', 'cadence']), 'json': '[{"sensor":"Accelerometer","time":"1","x":1,"y":2,"z":3}]',
    'gpx': GPX, 'tcx': TCX, 'fit': fit(), 'fit-developer': fit(True), 'fit-chain': fit() + fit(True), 'zip': b'PK\x03\x04\x14\0\0\0', 'empty': b'', 'actigraph': '---- Data Table File Created By ActiGraph GT3X+ ----\n',
}
lines = {
    'wire': wire_line(), 'witmotion': witmotion(), 'ngimu': ngimu(), 'movesense': movesense(),
    'xio': ''.join(f'I,{10000 * i},{i}.5,0.1,0.2,0.01,0.{i},1.0\r\n' for i in range(30)), 'labelled': ''.join(f'ax:{i},ay:2,az:16384,gx:1,gy:2,gz:3\n' for i in range(20)),
    'bare': ''.join(f'{i * 10},{i},2,16384,1,2,3\n' for i in range(20)), 'motion': ''.join(f'a/g:\t{i}\t2\t16384\t1\t2\t3\n' for i in range(20)), 'gps': '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n' * 4,
    'modem': 'AT\r\nOK\r\n+CSQ: 1\r\n' * 4, 'teapot': b'$\x02' + bytes(10) + b'\r\n',
}


def record_turns(*turns):
    return b''.join(struct.pack('<BBHH', kind, port, len(p), ms) + p for kind, port, ms, p in turns)


recording = record_turns((1, 0, 0, b'utc_us=1700000000000000\ncommand=runform live\nspeed_mps=3\n'), (2, 0, 1, b'name=/dev/ttyUSB0\nid=\nplacement=shank\nside=left\n'),
                         (2, 1, 1, b'name=two\nplacement=pelvis\n'), *[(3, 0, 20, samples_message(4 * k)) for k in range(6)], (3, 0, 5, hello()), (8, 0, 1, b'sensor=0\nplacement=foot\nside=right\n'),
                         (6, 0, 3, b'key'), (4, 0, 3, b''), (5, 0, 9, b''), (7, 0, 200, b''), (3, 1, 1, lines['labelled'].encode()), (9, 0, 1, b''))

for k, (name, data) in enumerate(logs.items()):
    put('read', name, data, bytes([0, 0, 2 + k % 3]))
    put('read', name + '-told', data, bytes([0x80 | 20, 1 | (32 if name == 'no-header' else 8), 2]))
for name, data in lines.items():
    put('read', 'line-' + name, data, bytes([0, 1, 2]))
    put('stream', name, data, bytes([0, 2]))
for k in range(10):
    put('stream', f'forced-{k}', list(lines.values())[k], bytes([0x80 | k, 1]))
put('wire', 'line', wire_line())
put('wire', 'payload', struct.pack('<BBBBQHBB', 1, wire.BATTERY, 0, 0, 1000, 3700, 80, 0))
put('recording', 'turns', recording, bytes([1, 0]))
whole = b'\x89runform\n\x1a\n' + wire.record(1, 0, 0, b'utc_us=1\n') + wire.record(2, 0, 1, b'name=a\n') + wire.record(3, 0, 2, wire_line()) + wire.record(9, 0, 90, b'')
put('recording', 'whole', whole, bytes([0, 1]))
put('read', 'recording', whole, bytes([0, 0, 1]))
put('port', 'gz', gzip.compress(table(plain).encode(), mtime=0))
put('port', 'two-members', gzip.compress(b'one\n', mtime=0) + gzip.compress(b'two\n', mtime=0))
put('port', 'plain', 'a,b\n1,2\n')
for name, entries, way in (('stored', ['foot_left.csv'], zipfile.ZIP_STORED), ('packed', ['a/foot_left.csv', 'a/pelvis.csv', '__MACOSX/._a', 'a/'], zipfile.ZIP_DEFLATED),
                           ('outside', ['../x.csv', '/x.csv', 'a/../../x.csv'], zipfile.ZIP_STORED), ('none', [], zipfile.ZIP_STORED)):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', way) as z:
        for e in entries:
            z.writestr(zipfile.ZipInfo(e), 't,ax\n0,1\n' * 4, way)
    put('archive', name, packed.getvalue())
put('notes', 'notes', (root / 'samples/notes.json').read_bytes())
put('notes', 'flags', '{"pain":{"during":10},"kind":["burning","numb"],"flags":["numbness","cannot_hop"],"place":["knee"],"side":"both"}')
put('list', 'sessions', (root / 'samples/sessions.csv').read_bytes())
put('list', 'semicolon', 'date;distance_km;minutes;effort;pain\n2026-01-01T10:00;10,5;55;hard;3\n2026-01-01;;;;\n2026-13-01;5;30;easy;11\n')
put('thresholds', 'csv', 'pattern,metric,threshold,unit\noverstride,u_shank_deg,2.5,deg\nall,watch_share,0.5,\n')
put('thresholds', 'json', '{"overstride":{"u_shank_deg":2.5}}')
put('thresholds', 'rows', '{"thresholds":[{"pattern":"overstride","metric":"u_shank_deg","threshold":2.5,"unit":"deg"}]}')
put('manifest', 'full', 'file,session,placement,side,subject,condition,speed_mps,height_m,standing_file\na.csv,s1,foot,left,p1,c,3.0,1.8,st.csv\nb.csv,s1,pelvis,middle,p1,c,,,\n/c.csv,s2,,,,,,,\n')
put('manifest', 'semicolon', 'file;speed_mps\na.csv;3,5\n# note\n\nb.csv;\n')
put('baseline', 'session', '{"schema":"runform.session/1","running":true,"speed":{"value":3.1},"summary":{"cadence_spm":{"value":170},"contact_ms":{"value":250}}}')
put('number', 'a', '-123.456e-7 rest')
put('number', 'b', '9007199254740993.0000000000000000000000000001')
put('number', 'c', '179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880')
put('number', 'd', '2.2250738585072011e-308')
put('plan', 'two', 'runform plan 1\n0.1.0\nanalyze\n[]\n0123456789abcdef a.csv\n- b/c.csv\n')
put('profile', 'stretches', 't_s,speed_mps,grade_pct,radius_m\n0,3,0,0\n30,3.5,4,0\n60,2.8,-4,25\n')
put('record', 'events', 't_s,kind,side,sensor,confidence\n1.0,initial_contact,left,foot_left,0.98\n1.25,terminal_contact,left,foot_left,0.98\n1.35,initial_contact,right,,1\n1.6,toe_off,right,,1\n')
put('record', 'steps', (root / 'samples/healthy-foot/steps.csv').read_bytes()[:1200])
put('record', 'sessions', 'session;subject;time;event;side\na;p;1,5;IC;L\na;p;1,75;TC;L\nb;q;1;IC;R\n')
put('engine', 'run', bytes([0, 1, 2, 0, 20, 0, 0, 0, 2, 200, 170, 80, 20, 3, 80, 170, 60, 30]))
put('engine', 'two', bytes([1, 2, 3, 0, 30, 0, 0, 0, 2, 250, 60, 80, 20, 6, 9, 0, 0, 0, 5, 99, 60, 50, 9] + [3, 33, 0, 30, 0, 0, 0, 1, 250, 60, 60, 20, 7, 9, 0, 0, 0, 4, 99, 120, 50, 9]))
put('engine', 'weak', bytes([0, 1, 3, 2, 250, 120, 80, 20, 2, 250, 120, 8, 20, 1, 250, 120, 120, 20, 2, 250, 120, 80, 20]))


# ---- the local page: every address of routes.def, the forms, and what a guard looks at
HOST = 'Host: 127.0.0.1:8765\r\n'
VISIT = '0' * 31 + '1'


def asked(method, path, body=None, head='', kind='application/json'):
    body = body.encode() if isinstance(body, str) else body
    said = f'Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n' if body is not None else ''
    return f'{method} {path} HTTP/1.1\r\n{HOST}{head}{said}\r\n'.encode() + (body or b'')


def form(*parts, head=''):
    body = b''.join(b'--BB\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (n.encode(), b'; filename="%s"' % f.encode() if f else b'', d) for n, f, d in parts) + b'--BB--\r\n'
    return asked('POST', '/api/visits', body, head, 'multipart/form-data; boundary=BB')


def http(name, *clients, how=0, piece=0):
    put('http', name, b'\n====\n'.join(clients), bytes([how, piece]))


TOLD = '{"height_m":1.78,"mass_kg":70,"grade_pct":1,"speed":"4:45/km","pace_10km":"5:00","standing":"0-3","for":"coach","trees":true,"notes":{"pain":{"during":3}},"files":[{"placement":"foot","side":"left","left_out":false}]}'
upload = form(('told', '', TOLD.encode()), ('file', 'foot_left.csv', table(plain).encode()), ('file', '../x', b'a,b'))
PAIN = '{"session":1,"before":2,"during":3,"place":["buttock"],"kind":["burning"],"side":["left"],"day":"2026-05-18","text":"hill"}'
KEEP = '{"visit":"%s","name":"run","runner":"Ada","day":"2026-05-19","effort":"easy","notes":"wet","utc_offset_min":120,"told":{"pain":{"during":1}},"anew":true}' % VISIT
for k, line in enumerate((root / 'src/serve/routes.def').read_text().splitlines()):
    cells = [c.strip().strip('"') for c in line[line.find('(') + 1:].split(',')]
    if line.startswith('RF_PAGE('):
        http(f'page-{k}', asked('GET', cells[0].replace(':id', '1')), how=8 * ('live' in cells[0]))
    elif line.startswith('RF_ROUTE('):
        path = cells[1].replace('/visits/:id', '/visits/' + VISIT).replace('/session/:id', '/session/' + VISIT).replace(':id', '1').replace(':name', 'session.json')
        body = '{}' if cells[0] == 'POST' else None
        http(f'route-{k}', upload, asked(cells[0], path, body), how=8 * ('live' in path))
http('upload', upload, asked('GET', f'/api/visits/{VISIT}'), asked('GET', f'/session/{VISIT}/file/session.json', head='Accept-Encoding: gzip\r\n'), asked('POST', '/api/history/keep', KEEP),
     asked('POST', '/api/history/judge', KEEP), asked('POST', f'/api/visits/{VISIT}/again', TOLD), asked('POST', f'/api/visits/{VISIT}/delete', '{}'))
http('in-pieces', upload, piece=3)
http('chunked', f'POST /api/history/pain HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{{"day\r\n2;x=y\r\n":\r\n1\r\n1\r\n1\r\n}}\r\n0\r\n\r\n'.encode())
http('one-connection', asked('GET', '/history') + asked('POST', '/api/history/pain', PAIN) + asked('GET', '/api/history/pain?runner=Ada') + asked('HEAD', '/static/page.css'))
http('change', asked('POST', '/api/history/sessions/1/change', '{"name":"n","notes":"x","effort":"hard","day":"2026-05-20T07:30","runner":"Eve","distance_km":10.5}'), asked('POST', '/api/history/runner', '{"name":"Eve","to":"Bo"}'),
     asked('POST', '/api/history/runner', '{"name":"Bo","delete":true}'), asked('POST', '/api/history/pain/1/delete', '{}'))
http('filters', asked('GET', '/api/history/sessions?runner=Ada&from=2026-01-01&to=2027-01-01&effort=easy&pattern=overstride&status=watch&text=m%25&has=cadence_spm&pain=1&oldest=1&offset=0&limit=5'),
     asked('GET', '/api/history/trend?metric=cadence_spm&runner=Ada&limit=9'), asked('GET', '/api/history/norm?metric=contact_ms&speed=3.1'), asked('GET', '/api/history/weeks?runner=Ada'))
http('restore', asked('POST', '/api/history/restore', b'--BB\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\nSQLite format 3\0\r\n--BB--\r\n', kind='multipart/form-data; boundary=BB'))
http('token', asked('GET', '/?token=0123456789abcdefGHIJ'), asked('GET', '/history', head='Cookie: a=b; runform_8765=0123456789abcdefGHIJ\r\n'), asked('GET', '/load', head='Authorization: Bearer 0123456789abcdefGHIJ\r\n'),
     asked('GET', '/pain', head='Authorization: Bearer 0123456789abcdefGHIx\r\n'), how=1)
http('guards', asked('POST', '/api/visits/x/cancel', '{}', 'Origin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n'), b'GET / HTTP/1.1\r\nHost: evil.example:8765\r\n\r\n', b'GET / HTTP/1.0\r\n\r\n',
     b'GET / HTTP/1.1\r\nHost: [::1]:8765\r\nAccept: text/html\r\n\r\n', asked('GET', '/session/../file/..'), asked('PUT', '/api/visits'), asked('POST', '/api/history/pain', 'x', kind='text/plain'))
http('live', asked('GET', '/live/events', head='Last-Event-ID: 1\r\n'), asked('POST', '/live/press', '{"press":"tempo","value":180}'), asked('POST', '/live/press', '{"press":"marker"}'), asked('GET', '/live/events'),
     asked('GET', '/live/events', head='Last-Event-ID: 99999999999999999999\r\n'), how=8)
http('known', asked('GET', '/static/page.css', head='If-None-Match: "x"\r\nAccept-Encoding: gzip\r\n'), asked('GET', '/features.css'), asked('GET', '/nothing', head='Accept: text/html\r\n'))
