import { streamSynapse, synapse, versions } from '@subnetkit/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { hostileSchema } from '../../testing/hostile-schema.js'
import { callRefusals } from '../refusals.js'
import { createPythonMiner } from './create-python-miner.js'
import { toPythonPattern, UntranslatedPattern } from './pattern.js'

const tree = z.object({
  name: z.string(),
  get children() {
    return z.array(tree)
  },
})
const minerOf = (input: z.ZodType, output: z.ZodType = z.null()) =>
  createPythonMiner({ name: 'forest', version: 7, protocol: { grow: synapse({ input, output }) } })

/** A miner of a schema that has a text wherever a schema can have one. */
const minerWith = (text: string) => minerOf(hostileSchema(text), hostileSchema(text))

test('each synapse has a typed handler', () => {
  const file = createPythonMiner({
    name: 'forest',
    version: 7,
    protocol: {
      ...versions('grow', {
        1: synapse({
          input: z.object({ tree, speed: z.number().default(1), season: z.enum(['wet', 'dry']).nullable() }),
          output: z.object({ wood: z.int().default(0), note: z.string().optional() }),
        }),
        2: synapse({
          input: z.object({ 'the-tree': z.unknown() }),
          output: z.record(z.string(), z.boolean()),
        }),
      }),
      import: streamSynapse({ input: z.tuple([z.int(), z.string()]), chunk: z.object({ part: z.string() }) }),
    },
  })
  const lines = file.split('\n').map((line) => line.trim())
  expect(lines).toEqual(
    expect.arrayContaining([
      'async def grow(self, question: GrowInput, caller: str) -> GrowOutput:',
      'async def grow_v2(self, question: GrowV2Input, caller: str) -> GrowV2Output:',
      'async def import_(self, question: ImportInput, caller: str) -> AsyncIterator[ImportChunk]:',
      // A handler reads defaults, and may leave them out.
      'speed: float',
      'season: Literal["wet", "dry"] | None',
      'wood: NotRequired[int]',
      'note: NotRequired[str]',
      'GrowV2Input = TypedDict(',
      '"the-tree": "Any",',
      'GrowV2Output: TypeAlias = "dict[str, bool]"',
      'ImportInput: TypeAlias = "list[int | str]"',
    ]),
  )
  const [, recursive] = /^ +children: list\[(\w+)\]$/m.exec(file) ?? []
  expect(file).toContain(`class ${recursive}(TypedDict):`)
  expect(file).not.toMatch(/^ *# <\/?\w+>$/m)
})

test('the file has every refusal of a call, and names what it does not check', () => {
  const file = minerOf(z.object({ n: z.int().refine((n) => n % 2 === 0) }), z.string().transform(Number))
  for (const { code, status } of callRefusals) expect(file).toContain(`"${code}": (${status}, `)
  expect(file).toContain('- grow.input.n: a refinement\n- grow.output: a transform or a second schema\n')
})

test('defect: no text of a schema is code of the file', () => {
  const pieces = [
    '"""',
    '\n',
    '\r',
    '\\',
    '\\"',
    '\u2028',
    '# </handlers>',
    '\nimport pwned\n',
    '\n    pwned()\n',
    "'",
    '{',
  ]
  const hostile = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
    .map((parts) => `x${parts.join('')}`)
  const openings = (file: string) =>
    file.split('\n').filter((line) => line.split('"""').length % 2 === 0).length
  const wanted = openings(minerWith('x'))
  fc.assert(
    fc.property(hostile, (text) => {
      const file = minerWith(text)
      expect(file.split('\n').filter((line) => /^\s*(import pwned|pwned\(\))$|\r/.test(line))).toEqual([])
      // Each docstring of several lines opens and closes once.
      expect(openings(file)).toBe(wanted)
    }),
    { numRuns: 40 },
  )
})

test('a schema that Python cannot check is refused by its place', () => {
  const refused = (input: z.ZodType) => {
    try {
      return minerOf(input)
    } catch (error) {
      return error
    }
  }
  const place = 'grow.input.words.[]'
  const code = 'SCHEMA_UNSUPPORTED'
  expect(refused(z.object({ words: z.array(z.emoji()) }))).toMatchObject({ code, details: { place } })
  expect(refused(z.object({ words: z.array(z.string().regex(/(?<=a)b/)) }))).toMatchObject({
    code,
    details: { place },
  })
  expect(refused(z.string().meta({ if: {} }))).toMatchObject({ code, details: { place: 'grow.input' } })
})

/** As text, since the linter refuses it in a pattern. */
const anything = '[^]'

test.each([
  [/^a+$/, '\\Aa+\\Z'],
  [/^.\s$/m, '(?:\\A|(?<=[\\n\\r\\u2028\\u2029]))[^\\n\\r\\u2028\\u2029]'],
  [/(?<year>\d{4})-x{,3}/, '(?P<year>\\d{4})-x\\{,3}'],
  [/[[&|~\]-]/, '[\\[\\&\\|\\~\\]-]'],
  [new RegExp(anything), '(?s:.)'],
  [/\/\v\0/, '\\/\\x0b\\x00'],
])('%s means the same in Python', (pattern, start) => {
  expect(toPythonPattern(pattern.source, pattern.flags).slice(0, start.length)).toBe(start)
})

test.each([/(a)\1/, /(?<!a)b/, /\p{L}/u, /ä/i, /\cJ/])('%s has no equal', (pattern) => {
  expect(() => toPythonPattern(pattern.source, pattern.flags)).toThrow(UntranslatedPattern)
})
