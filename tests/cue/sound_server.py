"""A real sound server for a test: PulseAudio with a null sink, started here, recorded here, and stopped here.

    with Server() as s:
        s.record('out.raw')                       # until s.stop_recording()
        subprocess.run([...], env=s.env)
        left, right = s.stop_recording()          # 48 kHz, 16 bit
"""
import array
import os
import shutil
import subprocess
import tempfile
import time

RATE = 48000


def missing():
    """Why there can be no server here, or None."""
    for tool in ('pulseaudio', 'parec', 'pactl'):
        if not shutil.which(tool):
            return 'there is no %s' % tool
    return None


class Server:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix='runform-sound-')
        d = self.folder
        for name in ('pulse', 'state'):
            os.mkdir(os.path.join(d, name))
        self.env = dict(os.environ, XDG_RUNTIME_DIR=d, HOME=d, PULSE_RUNTIME_PATH=d + '/pulse', PULSE_STATE_PATH=d + '/state',
                        PULSE_SERVER='unix:%s/sock' % d)
        with open(d + '/null.pa', 'w') as f:
            f.write('load-module module-native-protocol-unix socket=%s/sock auth-anonymous=1\n'
                    'load-module module-null-sink sink_name=runform_null rate=%d channels=2 format=s16le\n'
                    'set-default-sink runform_null\n' % (d, RATE))
        self.process = subprocess.Popen(['pulseaudio', '-n', '--daemonize=no', '--exit-idle-time=-1', '--disable-shm=yes', '--use-pid-file=no',
                                         '-F', d + '/null.pa', '--log-target=file:%s/log' % d], env=self.env, stderr=subprocess.DEVNULL)
        self.recorder = None
        for _ in range(200):
            if subprocess.run(['pactl', 'info'], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
                return self
            time.sleep(0.05)
        with open(d + '/log') as f:
            text = f.read()
        self.__exit__()
        raise RuntimeError('the sound server does not answer: ' + text)

    def record(self):
        """Returns once sound arrives: a recorder that starts with the player loses the first clicks."""
        self.raw = os.path.join(self.folder, 'raw')
        with open(self.raw, 'wb') as f:
            self.recorder = subprocess.Popen(['parec', '-d', 'runform_null.monitor', '--rate=%d' % RATE, '--channels=2', '--format=s16le',
                                              '--latency-msec=20'], env=self.env, stdout=f, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if os.path.getsize(self.raw) > RATE:
                return
            time.sleep(0.05)
        raise RuntimeError('nothing is recorded')

    def stop_recording(self):
        self.recorder.terminate()
        self.recorder.wait()
        self.recorder = None
        both = array.array('h')
        with open(self.raw, 'rb') as f:
            data = f.read()
        both.frombytes(data[:len(data) // 4 * 4])
        return both[0::2], both[1::2]

    def __exit__(self, *_):
        for p in (self.recorder, self.process):
            if p:
                p.terminate()
                p.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def clicks(left, right, threshold=8000, apart=4800):
    """(frame, side) of each click: its first sample is its peak, and the louder channel tells the side."""
    out, last = [], -apart
    for i, (a, b) in enumerate(zip(left, right)):
        if (a > threshold or a < -threshold or b > threshold or b < -threshold) and i - last >= apart:
            out.append((i, 'left' if abs(a) > abs(b) else 'right'))
            last = i
    return out
