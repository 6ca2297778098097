"""What the tests of faults begin with: small recordings and what else the commands read, made without any fault."""
import json
import os
import shutil
import subprocess
import sys
import zipfile

here = os.path.dirname(os.path.abspath(__file__))


def lines_of_a_sensor(table, to):
    """The rows of a table as a sensor says them over a line; `runform live` takes them as --format lines."""
    with open(table, encoding='ascii') as f, open(to, 'w', encoding='ascii') as out:
        f.readline()
        for row in f:
            c = row.split(',')
            out.write('t:%d,ax:%s,ay:%s,az:%s,gx:%s,gy:%s,gz:%s\n' % (round(float(c[0]) * 1e3), *[x.strip() for x in c[1:7]]))


def a_watch(folder):
    """watch.fit: seconds with running dynamics, as a watch tells them."""
    subprocess.run([sys.executable, os.path.join(here, '../fuzz/seeds.py'), os.path.join(folder, 'seeds')], check=True)
    with open(os.path.join(folder, 'seeds/read/fit-developer.seed'), 'rb') as f:
        data = f.read()[3:]
    with open(os.path.join(folder, 'watch.fit'), 'wb') as f:
        f.write(data)
    shutil.rmtree(os.path.join(folder, 'seeds'))


def a_log_of_a_phone(table, to):
    """The same rows as Sensor Logger writes them: one sensor behind the other."""
    with open(table, encoding='ascii') as f:
        rows = [row.split(',') for row in f.readlines()[1:]]
    log = [{'sensor': name, 'time': str(1700000000000000000 + round(float(c[0]) * 1e9)), 'seconds_elapsed': c[0], 'x': c[at], 'y': c[at + 1], 'z': c[at + 2].strip()}
           for name, at in (('TotalAcceleration', 1), ('Gyroscope', 4)) for c in rows]
    with open(to, 'w', encoding='ascii') as out:
        json.dump(log, out)


def make_inputs(program, folder, env=None):
    def call(*a):
        subprocess.run([program, *a], cwd=folder, env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def path(name):
        return os.path.join(folder, name)

    call('simulate', '--out', 'one', '--sensors', 'foot:left,pelvis', '--seconds', '14', '--standing', '3')
    call('simulate', '--out', 'two', '--sensors', 'shank:right', '--seconds', '14', '--seed', '2')
    call('analyze', 'one/foot_left.csv', '--json', 'a.json')
    call('analyze', 'two/shank_right.csv', '--json', 'b.json', '--events', 'found.csv')
    os.makedirs(path('study'))
    shutil.copy(path('one/foot_left.csv'), path('study/foot.csv'))
    shutil.copy(path('two/shank_right.csv'), path('study/shank.csv'))
    shutil.copy(os.path.join(here, '../../samples/notes.json'), folder)
    shutil.copy(os.path.join(here, '../../samples/sessions.csv'), folder)
    lines_of_a_sensor(path('one/foot_left.csv'), path('line.txt'))
    a_log_of_a_phone(path('one/pelvis.csv'), path('phone.json'))
    call('convert', 'one/foot_left.csv', 'one/pelvis.csv', 'bids', '--to', 'bids')
    call('analyze', 'one/foot_left.csv', '--save', '--runner', 'A', '--date', '2024-05-01', '--db', 'h.db')  # nothing where it is built without SQLite
    a_watch(folder)
    with open(path('one/foot_left.csv'), 'rb') as f, open(path('foot.csv.gz'), 'wb') as g:
        subprocess.run(['gzip', '-n'], stdin=f, stdout=g, check=True)
    call('live', 'line.txt:foot:left', '--format', 'lines', '--plain', '--no-sound', '--wait', '0', '--record', 'run.live')
    call('simulate', '--out', 'long', '--sensors', 'foot:left,foot:right', '--rate', '100', '--seconds', '40')  # as long as it takes for a cadence of windows
    with zipfile.ZipFile(path('feet.zip'), 'w', zipfile.ZIP_DEFLATED) as z:
        for side in ('left', 'right'):
            z.write(path('long/foot_%s.csv' % side), 'foot_%s.csv' % side)
    shutil.rmtree(path('long'))
