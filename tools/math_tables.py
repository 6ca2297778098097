#!/usr/bin/env python3
"""Coefficients and tables of src/base/math.c, printed as src/base/math_tables.h.

Each polynomial interpolates its function at Chebyshev nodes, in 80-digit decimals, which comes within a few per cent of the
minimax error; constants are split so that a small integer times the leading part is exact in double. Standard library only:

    python3 tools/math_tables.py > src/base/math_tables.h
"""
from decimal import Decimal as D, getcontext

getcontext().prec = 80


def series(term, n=60):
    return sum((term(k) for k in range(n)), D(0))


def fact(n):
    r = 1
    for i in range(2, n + 1):
        r *= i
    return D(r)


def atan(x, n=400):
    return series(lambda k: (-1) ** k * x ** (2 * k + 1) / (2 * k + 1), n)


PI = 4 * (4 * atan(D(1) / 5) - atan(D(1) / 239))  # Machin
LN2 = sum(D(1) / (k * D(2) ** k) for k in range(1, 270))


def cos_node(j, n):
    x = PI * (2 * j + 1) / (2 * n)
    return series(lambda k: (-1) ** k * x ** (2 * k) / fact(2 * k))


def interpolate(f, lo, hi, degree):
    """Coefficients, lowest first, of the polynomial through f at the Chebyshev nodes of [lo, hi]."""
    n = degree + 1
    xs = [(lo + hi) / 2 + (hi - lo) / 2 * cos_node(j, n) for j in range(n)]
    d = [f(x) for x in xs]
    for level in range(1, n):
        for i in range(n - 1, level - 1, -1):
            d[i] = (d[i] - d[i - 1]) / (xs[i] - xs[i - level])
    poly = [D(0)] * n
    for i in range(n - 1, -1, -1):
        poly = [(poly[k - 1] if k else D(0)) - xs[i] * poly[k] for k in range(n)]
        poly[0] += d[i]
    return poly


def head(x, bits):
    """The leading `bits` bits of a positive x: a double with zeros below."""
    e = 0
    while x / D(2) ** e >= 1:
        e += 1
    while x / D(2) ** e < D("0.5"):
        e -= 1
    return D(int(x / D(2) ** (e - bits))) * D(2) ** (e - bits)


def line(name, values, what):
    print("/* %s */" % what)
    print("static const double %s[] = {" % name)
    for v in values:
        print("    %s, /* %.17g */" % (float(v).hex(), float(v)))
    print("};\n")


def split(name, x, bits, what):
    parts = []
    for b in bits:
        p = head(x, b) if b else D(float(x))
        parts.append(p)
        x -= p
    line(name, parts, what)


quarter = (PI / 4 * D("1.0001")) ** 2
half_ln2 = LN2 / 2 * D("1.0001")
s_max = (D(2).sqrt() - 1) / (D(2).sqrt() + 1)

print("/* Written by tools/math_tables.py; lowest power first. */")
print("#ifndef RF_MATH_TABLES_H\n#define RF_MATH_TABLES_H\n")
split("half_pi", PI / 2, [33, 33, 33, 0], "pi/2 in parts of 33 bits: up to 2^20 times each of the first three is exact")
split("ln2", LN2, [40, 0], "ln 2: up to 2^13 times the first part is exact")
line("inverse", [2 / PI, 1 / LN2], "2/pi, 1/ln 2")
line("sin_poly", interpolate(lambda z: series(lambda k: (-1) ** (k + 1) * z ** k / fact(2 * k + 3), 40), D(0), quarter, 6),
     "(sin r - r)/r^3 in r^2, |r| <= pi/4")
line("cos_poly", interpolate(lambda z: series(lambda k: (-1) ** k * z ** k / fact(2 * k + 4), 40), D(0), quarter, 6),
     "(cos r - 1 + r^2/2)/r^4 in r^2, |r| <= pi/4")
line("exp_poly", interpolate(lambda r: series(lambda k: r ** k / fact(k + 2), 60), -half_ln2, half_ln2, 10),
     "(exp r - 1 - r)/r^2, |r| <= ln 2/2")
line("log_poly", interpolate(lambda z: series(lambda k: 2 * z ** k / (2 * k + 3), 80), D(0), s_max ** 2 * D("1.001"), 8),
     "(log((1 + s)/(1 - s)) - 2 s)/s^3 in s^2, |s| <= 0.1716")
line("atan_poly", interpolate(lambda z: series(lambda k: (-1) ** (k + 1) * z ** k / (2 * k + 3), 60), D(0), (D(1) / 31) ** 2, 4),
     "(atan u - u)/u^3 in u^2, |u| <= 1/31")
angles = [atan(D(i) / 16) if i < 8 else PI / 4 - atan((16 - D(i)) / (16 + D(i))) for i in range(17)]
line("atan_hi", angles, "atan(i/16), rounded")
line("atan_lo", [a - D(float(a)) for a in angles], "what rounding lost of it")
print("#endif")
