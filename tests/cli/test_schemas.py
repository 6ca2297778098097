"""The JSON schemas of tools/schemas hold for what the program writes, and for nothing else: an independent validator accepts every output, and refuses
each of them with a member too many, a member missing, or one value of another type."""
import json
import os

from independent import need, node
from program import ROOT, Case, main

SCHEMAS = os.path.join(ROOT, 'tools', 'schemas')
SAMPLES = os.path.join(ROOT, 'samples')
OPTIONAL = {'session': ['/markers', '/thresholds'], 'validation': ['/sessions/*/rival_offset_s'], 'formats': ['/writers/*/keeps']}

# ajv over [[schema, file], …]: what it refuses of the file as it is, how many changes of it were tried, and which of them it let pass
AJV = r"""
const fs = require('fs'), path = require('path');
const Ajv = require('ajv/dist/2020');
const [folder, list, optional] = [process.argv[1], JSON.parse(process.argv[2]), JSON.parse(process.argv[3])];
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: false });
for (const name of fs.readdirSync(folder)) if (name.endsWith('.schema.json')) ajv.addSchema(JSON.parse(fs.readFileSync(path.join(folder, name))));
const kind = v => v === null ? 'null' : Array.isArray(v) ? 'array' : typeof v;
const wrong = v => ({ number: 'x', string: 7, boolean: 'yes', null: { x: 1 }, array: 'x', object: 7 })[kind(v)];
const answer = [];
for (const [schema, file] of list) {
    const root = JSON.parse(fs.readFileSync(file)), check = ajv.getSchema(schema + '.schema.json');
    if (!check) throw new Error('no schema ' + schema);
    const refused = check(root) ? null : ajv.errorsText(check.errors), passed = [], seen = new Set();
    let tried = 0;
    const attempt = (what, change, back) => {
        if (seen.has(what)) return;
        seen.add(what); tried++;
        change();
        if (check(root)) passed.push(what);
        back();
    };
    const walk = (v, at) => {
        if (v === null || typeof v !== 'object') return;
        if (!Array.isArray(v)) attempt(at + ' + Wrong', () => { v.Wrong = 1; }, () => { delete v.Wrong; });
        for (const key of Object.keys(v)) {
            const old = v[key], here = at + '/' + (Array.isArray(v) || at === '/summary' ? '*' : key);
            attempt(here + ' of another type: ' + kind(old), () => { v[key] = wrong(old); }, () => { v[key] = old; });
            if (!Array.isArray(v) && at !== '/summary' && !at.endsWith('/delay_strides') && !(optional[schema] || []).includes(here))
                attempt(here + ' missing', () => { delete v[key]; }, () => { v[key] = old; });
            walk(old, here);
        }
    };
    if (!refused) walk(root, '');
    answer.push({ schema, file, refused, tried, passed });
}
console.log(JSON.stringify(answer));
"""


def schema(name):
    with open(os.path.join(SCHEMAS, name + '.schema.json'), encoding='utf-8') as f:
        return json.load(f)


class Schemas(Case):
    def make(self, *args, code=(0, 1)):
        r = self.run_program(*args)
        self.assertIn(r.returncode, code, (args, r.stderr.decode()))

    def sessions(self):
        """Every sample, a body full of sensors, one that stands, one with a watch beside it, and a sensor that met faults."""
        with open(os.path.join(SAMPLES, 'index.tsv')) as f:
            names = sorted({line.split('\t')[0] for line in f.read().splitlines()[1:]})
        out = []
        for name in (n for n in names if os.path.isdir(os.path.join(SAMPLES, n))):
            inputs = [os.path.join(SAMPLES, name, f) for f in sorted(os.listdir(os.path.join(SAMPLES, name))) if f.endswith('.csv') and f not in ('events.csv', 'steps.csv')]
            self.make('analyze', *inputs, '--json', name + '.json', '-q')
            out.append(name + '.json')
        self.make('simulate', '--out', 'run', '--seconds', '40', '--sensors', 'foot:left,foot:right,shank:left,thigh:left,pelvis,trunk', '--gap', '20-21', '--fault',
                  'overstride=10', '--gps', '1')
        self.make('analyze', 'run', '--json', 'full.json', '--speed', '3', '--height', '1.8', '--standing', '0-3', '--history', os.path.join(SAMPLES, 'sessions.csv'), '--notes',
                  os.path.join(SAMPLES, 'notes.json'), '-q')
        self.write('still.csv', 't_s,acc_x,acc_y,acc_z\n' + ''.join('%.2f,0,0,9.81\n' % (i / 100) for i in range(2000)))
        self.make('analyze', 'still.csv:pelvis', '--json', 'still.json', '-q')
        return [['session', x] for x in (*out, 'full.json', 'still.json')]

    def others(self):
        self.make('compare', 'full.json', 'still.json', '--json', 'compare.json', '-q')
        self.make('history', os.path.join(SAMPLES, 'sessions.csv'), '--json', 'history.json')
        self.make('analyze', 'run', '--steps', 'found.csv', '-q')
        self.make('validate', 'found.csv', 'run/steps.csv', '--json', 'validation.json', '-q')
        self.write('broken.csv', 'time_s,acc_x\n1,2\n')
        self.write('list.csv', 'file,session,placement,side,subject,condition\nrun/foot_left.csv,a,foot,left,S1,easy\nrun/pelvis.csv,a,,,S1,easy\nstill.csv,b,pelvis,,"S, 2",\nbroken.csv,c,,,,\n')
        self.make('batch', 'list.csv', '--out', 'study', '-q', code=(0, 5))
        return [['compare', 'compare.json'], ['history', 'history.json'], ['validation', 'validation.json'], ['provenance', 'study/provenance.json']]

    def tables(self):
        out = []
        for name in ('sensors', 'metrics', 'patterns', 'formats'):
            self.write(name + '.json', self.run_program(name, '--json').stdout)
            out.append([name, name + '.json'])
        return out

    def kept(self):
        """What the history writes of two runners: recordings, a list, and pain with and without a session."""
        if b'without SQLite' in self.run_program('history', 'runners', '--db', 'h.sqlite').stderr:
            return []
        for k, name in enumerate(('foot_left', 'pelvis', 'trunk')):
            self.make('analyze', 'run/%s.csv' % name, '--db', 'h.sqlite', '--runner', 'Ada', '--speed', '3', '--height', '1.8', '--standing', '0-3', '-q')
            self.make('history', 'edit', str(k + 1), '--db', 'h.sqlite', '--date', '2026-05-1%dT07:30' % k, '--effort', 'easy', '--note', 'a "quoted" word')
        self.make('history', 'import', os.path.join(SAMPLES, 'sessions.csv'), '--db', 'h.sqlite', '--runner', 'Ben')
        self.make('history', 'pain', '2', '--db', 'h.sqlite', '--during', '2', '--next-morning', '4', '--place', 'sit_bone', '--side', 'left')
        out = []
        for name, *args in (['sessions', 'list'], ['sessions', 'list', '--runner', 'Ada'], ['stored', 'show', '2'], ['stored', 'show', '20'], ['trend', 'trend', 'cadence_spm', '--runner', 'Ada'],
                            ['pattern_weeks', 'weeks', '--runner', 'Ben'], ['pain', 'pain', '--runner', 'Ben'], ['pain', 'pain', '--runner', 'Ada'], ['runners', 'runners'],
                            ['history', 'load', '--runner', 'Ben']):
            file = 'h%d.json' % len(out)
            self.make('history', *args, '--db', 'h.sqlite', '--json', file)
            out.append([name, file])
        return out

    def test_they_hold_for_every_output_and_for_no_changed_one(self):
        need('ajv')
        files = [[s, self.path(f)] for s, f in self.sessions() + self.others() + self.tables() + self.kept()]
        for r in node(AJV, SCHEMAS, json.dumps(files), json.dumps(OPTIONAL)):
            with self.subTest(r['file']):
                self.assertIsNone(r['refused'])
                self.assertGreater(r['tried'], 10)
                self.assertEqual(r['passed'], [])

    def test_no_identifier_names_a_host(self):
        for name in os.listdir(SCHEMAS):
            if name.endswith('.schema.json'):
                self.assertEqual(schema(name[:-12])['$id'], name)

    def test_they_know_the_tables(self):
        """A pattern or an output that is added without its schema is seen here."""
        patterns = [p['id'] for p in json.loads(self.run_program('patterns', '--json').stdout)['patterns']]
        self.assertEqual(schema('finding')['properties']['id']['enum'], patterns)
        self.assertEqual(schema('compare')['properties']['patterns']['items']['properties']['id']['enum'], patterns)
        self.assertEqual(schema('session')['properties']['patterns']['maxItems'], len(patterns))


if __name__ == '__main__':
    main()
