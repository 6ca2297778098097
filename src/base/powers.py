"""Writes the table of powers of five that number.c multiplies by: 128 bits each, for 10^-342 to 10^308.

Exact integers make it, so that nobody has to trust 651 typed lines. Powers that are not exact are cut off at 128 bits; reciprocals are
rounded up, as the proof of the method wants it (D. Lemire 2021, Number parsing at a gigabyte per second, Software: Practice and Experience 51).
"""
import sys

LOWEST, HIGHEST = -342, 308


def power(q):
    if q >= 0:
        p = 5 ** q
        return p << (128 - p.bit_length()) if p.bit_length() <= 128 else p >> (p.bit_length() - 128)
    p = 5 ** -q
    c = (1 << (2 * p.bit_length() + 256)) // p
    return (c >> (c.bit_length() - 128)) + 1


with open(sys.argv[1], 'w') as out:
    out.write('/* written by powers.py */\n')
    out.write('enum { POWER_LOWEST = %d, POWER_HIGHEST = %d };\n' % (LOWEST, HIGHEST))
    out.write('static const uint64_t power_of_five[][2] = {\n')
    for q in range(LOWEST, HIGHEST + 1):
        p = power(q)
        out.write('    { 0x%016xu, 0x%016xu },\n' % (p >> 64, p & (1 << 64) - 1))
    out.write('};\n')
