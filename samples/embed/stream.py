"""librunform from Python, with nothing but the standard library: the same as stream.c.

    python3 stream.py shank left 3.2 < shank_left.csv          (RUNFORM_LIBRARY names the library where it is not installed)
"""
import ctypes
import ctypes.util
import math
import os
import sys

STEP_VALUES = 48


class Settings(ctypes.Structure):
    _fields_ = [(n, ctypes.c_double) for n in ('speed_mps', 'grade_pct', 'height_m', 'mass_kg', 'ten_km_mps')] + [
        ('standing_from_us', ctypes.c_int64), ('standing_to_us', ctypes.c_int64)]


class SensorInfo(ctypes.Structure):
    _fields_ = [('placement', ctypes.c_int), ('side', ctypes.c_int), ('rate_hz', ctypes.c_double)]


class Sample(ctypes.Structure):
    _fields_ = [('t_us', ctypes.c_int64), ('acc_mps2', ctypes.c_double * 3), ('gyr_radps', ctypes.c_double * 3), ('flags', ctypes.c_uint32),
                ('row', ctypes.c_uint32), ('emg_mv', ctypes.c_float * 2)]


class Contact(ctypes.Structure):
    _fields_ = [('ic_us', ctypes.c_int64), ('tc_us', ctypes.c_int64), ('side', ctypes.c_int), ('confidence', ctypes.c_float), ('sensor', ctypes.c_int),
                ('flags', ctypes.c_uint), ('value', ctypes.c_float * STEP_VALUES)]


def library():
    lib = ctypes.CDLL(os.environ.get('RUNFORM_LIBRARY') or ctypes.util.find_library('runform') or 'librunform.so.0')
    lib.rf_side_name.restype = lib.rf_error_text.restype = ctypes.c_char_p
    lib.rf_session_free.restype = None
    for name in ('rf_session_add', 'rf_session_push', 'rf_session_poll', 'rf_session_flush', 'rf_session_free'):
        getattr(lib, name).argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t][:{'rf_session_flush': 1, 'rf_session_free': 1}.get(name, 2)]
    lib.rf_session_push.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
    return lib


def check(lib, code):
    if code < 0:
        sys.exit(lib.rf_error_text(code).decode())
    return code


def main():
    lib = library()
    settings = Settings.in_dll(lib, 'rf_session_defaults')
    own = Settings()
    ctypes.pointer(own)[0] = settings
    own.speed_mps = float(sys.argv[3]) if len(sys.argv) > 3 else math.nan
    info = SensorInfo(lib.rf_placement_from_word(sys.argv[1].encode()), lib.rf_side_from_word(sys.argv[2].encode()), 0)
    session = ctypes.c_void_p()
    check(lib, lib.rf_session_new(ctypes.byref(session), ctypes.byref(own)))
    sensor = check(lib, lib.rf_session_add(session, ctypes.byref(info)))
    contact = Contact()

    def show():
        while lib.rf_session_poll(session, ctypes.byref(contact)) == 1:
            print('contact %d %s' % (contact.ic_us, lib.rf_side_name(contact.side).decode()))

    for line in sys.stdin:
        try:
            row = [float(x) for x in line.split(',')]
        except ValueError:
            continue                                                          # the header
        x = Sample(int(row[0] * 1e6 + 0.5), (ctypes.c_double * 3)(*row[1:4]), (ctypes.c_double * 3)(*row[4:7]))
        check(lib, lib.rf_session_push(session, sensor, ctypes.byref(x), 1))
        show()
    check(lib, lib.rf_session_flush(session))
    show()
    lib.rf_session_free(session)


if __name__ == '__main__':
    main()
