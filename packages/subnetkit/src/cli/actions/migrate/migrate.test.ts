import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { migrateFork } from './migrate-fork.js'
import { readMinCompute } from './read/min-compute.js'
import { createFork, weatherFork } from './testing/fork.js'

const migrate = async (files: Readonly<Record<string, string>>) => {
  await using fork = await createFork(files)
  return await migrateFork(fork.folder)
}
/** The schema of a field of `class A(bt.Synapse)`, as text, and the reasons for its marks. */
async function fieldOf(declaration: string, rest = '') {
  const text = `import bittensor as bt\n${rest}\nclass A(bt.Synapse):\n    ${declaration}\n`
  const { files, report } = await migrate({ 'a/protocol.py': text })
  const [, code] = /^ {2}x: (.*),$/m.exec(files.get('src/protocol.ts') ?? '') ?? []
  return [code, ...report.marks.map(({ reason }) => reason)]
}

test('translates the synapses of a fork with their models, and marks the rest in its place', async () => {
  const { files, report } = await migrate(weatherFork)
  const text = files.get('src/protocol.ts') ?? ''
  for (const line of [
    "export const terrainSchema = z.enum(['sea', 'land'])",
    '  latitude: z.number().min(-90).max(90),',
    "  terrain: terrainSchema.default('land'),",
    '  measured_by: placeSchema,',
    '  protocol_version: z.int().default(1),',
    '  /** Where it is asked for. */\n  place: placeSchema,',
    '  since: z.iso.datetime({ local: true, offset: true }),',
    "  unit: z.literal(['K', 'C']).default('K'),",
    '  tags: z.record(z.string(), z.union([z.int(), z.string()])).default({}),',
    '  stations: z.array(stationSchema).max(5).default([]),',
    '  seed: z\n    .string()\n    .min(4)\n    .max(64)\n    .regex(/^[a-f0-9]+$/)\n    .nullable()\n    .default(null),',
    '  share: z.number().min(0).max(1).default(0.5),',
    '  retries: z.int().min(0).lt(10).default(3),',
    '  /** filled by the miner */\n  temperatures: z.array(z.number()).nullable().default(null),',
    '  raw: z\n    .object({ buffer: z.string().nullable(), dtype: z.string(), shape: z.array(z.int()) })\n    .nullable()\n    .default(null),',
    '  signed_at: z.string().nullish(),',
    '// deserialize(): return self.temperatures',
    '    output: forecastFields.pick({ temperatures: true, raw: true }),',
    "    deadline: '30s',",
    '    chunk: z.string(),',
    '    input: z.object({}),\n    output: pingFields,',
  ]) {
    expect(text).toContain(line)
  }
  expect(text).toMatch(
    /UNTRANSLATED \(weather\/protocol\.py:29\): its validator even.*\n {2}\/\/ {3}hours: int = /,
  )
  expect(text).toMatch(/UNTRANSLATED \(weather\/protocol\.py:\d+\): the type np\.ndarray is not of this fork/)
  expect(text).not.toMatch(/kinds|_cache|versionedFields/)
  expect(report.marks.map(({ subject, path, line }) => `${subject} ${path}:${line}`)).toEqual([
    'Forecast.celsius weather/protocol.py:52',
    'Forecast.hours weather/protocol.py:29',
    'Forecast.grid weather/protocol.py:40',
    'Forecast.signed_at weather/protocol.py:41',
    'Forecast.required_hash_fields weather/protocol.py:20',
    'Station.name weather/schemas/place.py:19',
    'Versioned weather/protocol.py:16',
  ])
})

test('the share counts only fields that are translated whole, with the models that they refer to', async () => {
  const { report } = await migrate(weatherFork)
  expect(report.synapses.map(({ className, translated, fields }) => [className, translated, fields])).toEqual(
    [
      // Not hours, grid and signed_at, nor the stations, whose name has a validator.
      ['Forecast', 10, 14],
      ['Explain', 2, 2],
      ['Ping', 1, 1],
    ],
  )
  expect(report.fields).toEqual({ total: 17, translated: 13 })
  expect(report.share).toBeCloseTo(13 / 17)
})

test('the wire of v10 has every class, with its fields and its signed fields', async () => {
  const { files } = await migrate(weatherFork)
  const text = files.get('src/v10.ts') ?? ''
  expect(text).toContain("name: 'Forecast',\n  fields: forecastFields,\n  hashFields: ['place', 'hours'],")
  expect(text).toContain('legacyRoute(explainV10, { stream: ({ input }) => answerExplain(input) }),')
  expect(text).toContain('legacyRoute(pingV10, { forward: () => answerPing({}) }),')
})

test('what is left to write carries its Python, and comments end where they should', async () => {
  const { files, report } = await migrate(weatherFork)
  const [miner, tasks, rubric, subnet] = ['miner', 'tasks', 'rubric', 'subnet'].map(
    (name) => files.get(`src/${name}.ts`) ?? '',
  )
  expect(miner).toContain(' *           synapse.temperatures = self.model(synapse.place, synapse.hours)')
  expect(miner).toContain("throw untranslated('the answer to Forecast', 'neurons/miner.py:6')")
  expect(miner).not.toMatch(/of yesterday: \*\/|blacklist/)
  // The validator asks no other synapse.
  expect(tasks?.match(/synapse: '\w+'/g)).toEqual(["synapse: 'forecast'"])
  expect(rubric).toContain(' *       return 1.0 if truth == response else 0.0')
  expect(subnet).toMatch(/name: 'weather-subnet',\n {2}version: 1023,[\s\S]*ema\(\{ alpha: 0\.2 \}\)/)
  expect(report.stubs.map(({ place }) => place)).toEqual([
    ...['neurons/miner.py:6', 'neurons/miner.py:16', 'neurons/miner.py:19'],
    ...['weather/validator/forward.py:5', 'weather/validator/reward.py:1'],
  ])
  // defect: MIGRATION.md listed no marks while the sources had some.
  expect(files.get('MIGRATION.md')).toMatch(/## Marks\n\n- .*neurons\/miner\.py:6.*`src\/miner\.ts`/)
  expect(files.get('MIGRATION.md')).toMatch(
    /13 of 17 synapse fields[\s\S]*`--neuron.sample_size` \| 50 \| Miners asked/,
  )
})

test('defects: a field that is not sent was translated; a timeout of the class was left out', async () => {
  const text = `class A(bt.Synapse):
    x: int = Field(1, exclude=True)
    y: int = 2
    timeout: float = Field(default=60 / 2)
`
  const { files, report } = await migrate({ 'a/protocol.py': text })
  expect(report).toMatchObject({ fields: { total: 1, translated: 1 }, marks: [] })
  expect(files.get('src/protocol.ts')).toContain("deadline: '30s',")
})

test('constants of the fork are listed, those that look like a secret are not', async () => {
  const constants =
    'TEMPO = 60 * 6\nUNITS = ["a", "b"]\nlower = 1\nAPI_KEY = "abc"\nNOW = now()\nclass C(BaseModel):\n    k: int = 4\n'
  const { files } = await migrate({ ...weatherFork, 'weather/base/hyperparameters.py': constants })
  const [, section = ''] = (files.get('MIGRATION.md') ?? '').split('## Constants of the fork')
  expect(section.match(/^\| `.*$/gm)).toEqual([
    '| `TEMPO` | 360 | weather/base/hyperparameters.py |',
    "| `UNITS` | ['a', 'b'] | weather/base/hyperparameters.py |",
    '| `C.k` | 4 | weather/base/hyperparameters.py |',
    '| `MOST_HOURS` | 240 | weather/constants.py |',
    "| `UNITS` | ['K', 'C'] | weather/constants.py |",
  ])
})

test.each([
  ['x: int = 5', 'z.int().default(5)'],
  ['x: typing.Optional[int]', 'z.int().nullable()'],
  ['x: bool = None', 'z.boolean().nullable().default(null)'],
  ['x: "Union[int, None]" = None', 'z.int().nullable().default(null)'],
  ['x: list', 'z.array(z.unknown())'],
  ['x: List[List[float]] = [[1.0]]', 'z.array(z.array(z.number())).default([[1]])'],
  ['x: Tuple[int, str] = (1, "a")', "z.tuple([z.int(), z.string()]).default([1, 'a'])"],
  ['x: Tuple[int, str] = ("a", 1)', 'z.tuple([z.int(), z.string()]).nullish()'],
  [
    'x: List[Tuple[int, int]] = Field(default_factory=lambda: [(1, 2)])',
    'z.array(z.tuple([z.int(), z.int()])).default([[1, 2]])',
  ],
  ['x: Tuple[int, str]', 'z.tuple([z.int(), z.string()])'],
  ['x: tuple[float, ...] = ()', 'z.array(z.number()).default([])'],
  ['x: Dict[int, List[str]]', 'z.record(z.string(), z.array(z.string()))'],
  ['x: Literal["a"] = "a"', "z.literal('a').default('a')"],
  ['x: str = "it\'s"', 'z.string().default("it\'s")'],
  ['x: str = "a" "b\\n"', "z.string().default('ab\\n')"],
  ['x: float = -1_000.5', 'z.number().default(-1000.5)'],
  ['x: int = 60 * 5', 'z.int().default(300)'],
  ['x: Any', 'z.unknown()'],
  ['x: constr(max_length=3)', 'z.string().max(3)'],
  ['x: List[int] = Field(default_factory=lambda: [])', 'z.array(z.int()).default([])'],
])('%s is %s', async (declaration, code) => {
  expect((await fieldOf(declaration))[0]).toBe(code)
})

test.each([
  ['x: torch.Tensor', 'the type torch.Tensor is not of this fork'],
  ['x: str = "never" if y else "z"', 'computed'],
  ['x: str = f"{y}"', 'computed'],
  ['x: int = 1.5', 'of another type'],
  ['x: str = Field(regex="(?i)a")', 'regex="(?i)a" has no counterpart'],
  ['x: int = Field(alias="y")', 'alias="y" has no counterpart'],
  ['x: Node', 'is neither a model nor an Enum'],
])('%s is marked', async (declaration, reason) => {
  const [, ...reasons] = await fieldOf(declaration, 'class Node:\n    pass\n')
  expect(reasons).toEqual([expect.stringContaining(reason)])
})

test('defect: text of the fork ended the comment that it was in and became code', async () => {
  const separator = '\u2028'
  const protocol = `import bittensor as bt
class A(bt.Synapse):
    """Ends here */ throw 1"""
    x: Foo = "${separator}throw 2"
    y: Foo = "\rthrow 3"  # */ throw 4
    def deserialize(self):
        return "${separator}throw 5"
`
  const { files } = await migrate({ 'a*/protocol.py': protocol })
  const text = files.get('src/protocol.ts') ?? ''
  // Without its comments nothing of the fork is left but names.
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/[^\n\r\u2028\u2029]*|'[^'\n\r]*'/g, '')
  expect(code).not.toContain('throw')
  expect(code).toContain('  x: z.unknown()')
})

test('min_compute.yml is read as far as it has plain values; anything else stays as it is', () => {
  expect(readMinCompute(weatherFork['min_compute.yml'] ?? '')).toEqual([
    { path: ['version'], value: '1.0' },
    { path: ['compute_spec', 'miner', 'cpu', 'min_cores'], value: '4' },
    { path: ['compute_spec', 'miner', 'cpu', 'architecture'], value: 'x86_64' },
  ])
  expect(readMinCompute('a: |\n  text\n- b\n')).toBeNull()
})

test('writes the project whole, and never into a folder with files', async () => {
  await using fork = await createFork(weatherFork)
  const out = join(fork.root, 'out')
  const run = (...words: readonly string[]) => runInProcess(['migrate', fork.folder, '--json', ...words])
  expect((await run('--out', out, '--dry-run')).json()).toMatchObject({
    dryRun: true,
    files: [],
    share: 13 / 17,
  })
  expect(await readdir(fork.root)).toEqual(['weather-subnet'])
  const { files } = (await run('--out', out)).json<{ files: string[] }>()
  expect(files).toEqual(
    (await readdir(out, { recursive: true, withFileTypes: true }))
      .flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name).slice(out.length + 1) : []))
      .sort(),
  )
  // Everything around the sources is that of create-subnet.
  expect(files).toEqual(
    expect.arrayContaining(['AGENTS.md', 'Dockerfile', 'biome.json', 'subnetkit.config.json']),
  )
  const manifest = JSON.parse(await readFile(join(out, 'package.json'), 'utf8'))
  expect(manifest).toMatchObject({ name: 'weather-subnet', description: expect.stringContaining('migrated') })
  expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('| miner cpu | min cores | 4 |')
  expect((await run('--out', out)).json()).toMatchObject({ error: { code: 'FILE_INVALID' } })
  expect((await runInProcess(['migrate', join(fork.root, 'absent'), '--json'])).json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('no such folder') },
  })
  const none = await runInProcess(['migrate', join(fork.folder, 'neurons'), '--json'])
  expect(none.json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('bt.Synapse') },
  })
})
