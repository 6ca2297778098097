#!/usr/bin/env python3
"""embed.py OUT.c --style CSS... --script JS... --licence TEXT

Joins the report's style sheets and scripts into one of each, and writes them as C arrays together with the page's content security policy.
The policy holds the SHA-256 of both, so a browser runs this script and no other, whatever text the page shows. The licence of the embedded
library goes in front of the script, as it asks to be part of every copy. Output depends on the inputs alone.
"""
import argparse
import base64
import hashlib


def joined(paths, end):
    text = '\n'.join(open(p, encoding='utf-8').read().strip() for p in paths) + '\n'
    if end in text.lower():
        raise SystemExit(f'{paths}: holds {end}, which would end the element it stands in')
    return text


def source(text):
    return 'sha256-' + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def bytes_array(name, data, kind='unsigned char'):
    rows = [', '.join(map(str, data[i:i + 40])) for i in range(0, len(data), 40)]
    return f'const {kind} {name}[] = {{\n    ' + ',\n    '.join(rows) + ' };\n'


def array(name, text):
    return bytes_array(name, text.encode() + b'\0', 'char')


def main():
    p = argparse.ArgumentParser()
    p.add_argument('out')
    p.add_argument('--style', nargs='+', required=True)
    p.add_argument('--script', nargs='+', required=True)
    p.add_argument('--licence', required=True)
    a = p.parse_args()
    style = joined(a.style, '</style')
    script = '/*!\nuPlot\n' + joined([a.licence], '*/') + '*/\n' + joined(a.script, '</script')
    policy = (f"default-src 'none'; style-src '{source(style)}'; script-src '{source(script)}'; img-src data:; base-uri 'none'; form-action 'none'")
    # a script may hold bytes above 127; plain char is signed on some machines, so they are written as the values a char can hold there
    if not (style + script).isascii():
        raise SystemExit('the style sheets and scripts must be ASCII: use escapes')
    with open(a.out, 'w', encoding='ascii') as f:
        f.write('#include "write/report.h"\n\n')
        f.write(array('rf_report_style', style) + array('rf_report_script', script) + array('rf_report_policy', policy))


if __name__ == '__main__':
    main()
