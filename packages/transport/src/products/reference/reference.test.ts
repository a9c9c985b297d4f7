import { createHash } from 'node:crypto'
import { bigint, bytes, date, streamSynapse, synapse, versions } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { encodePrefix } from '../../body/frame.js'
import { hostileSchema } from '../../testing/hostile-schema.js'
import { callRefusals } from '../refusals.js'
import { createReference } from './create-reference.js'

const tree = z.object({
  name: z.string().min(1).max(8).describe('Shown | in lists.'),
  get children() {
    return z.array(tree).max(3)
  },
})
const protocol = {
  grow: synapse({
    input: z.object({
      tree,
      speed: z.number().gt(0).lte(2).default(1),
      seed: z.int().min(0).optional(),
      season: z.enum(['wet', 'dry']),
      form: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('round'), radius: z.int() }),
        z.strictObject({ kind: z.literal('flat'), sides: z.tuple([z.int(), z.int()]) }),
      ]),
      marks: z.record(z.string().max(3), z.boolean()),
    }),
    output: z.object({ wood: z.string().transform(Number), rao: bigint({ min: 0n, max: 10n ** 20n }) }),
    deadline: '3s',
    maxBytes: 4_096,
  }),
  count: synapse({ input: z.null(), output: z.int().max(9) }),
}
const page = await createReference({ name: 'forest', version: 7, protocol })
/** Cells of the rows of all tables whose first cell is this. */
const rowsOf = (first: string) =>
  page
    .split('\n')
    .filter((line) => line.startsWith(`| ${first} |`))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )

test('each synapse has its limits, and each field its type, bounds and default', () => {
  expect(rowsOf('[grow](#grow)')).toEqual([['[grow](#grow)', '3000 ms', '4096 bytes']])
  expect(rowsOf('`tree.name`')[0]).toEqual(
    expect.arrayContaining(['string', 'yes', '1 to 8 characters', 'Shown \\| in lists.']),
  )
  expect(rowsOf('`tree.children[]`')[0]).toEqual(expect.arrayContaining(['object', 'as above']))
  expect(rowsOf('`speed`')[0]).toEqual(expect.arrayContaining(['number', 'no', 'above 0, at most 2', '`1`']))
  expect(rowsOf('`seed`')[0]).toEqual(expect.arrayContaining(['integer', 'no', 'at least 0']))
  expect(rowsOf('`season`')[0]).toContain('`"wet"` or `"dry"`')
  expect(rowsOf('`form.sides`')[0]).toEqual(expect.arrayContaining(['tuple', 'Where `kind` is `"flat"`.']))
  expect(rowsOf('`marks{}`')[0]).toContain('boolean')
  expect(rowsOf('(the answer of count)')[0]).toEqual(expect.arrayContaining(['integer', 'at most 9']))
  expect(rowsOf('`rao`')[0]).toEqual(
    expect.arrayContaining(['string', expect.stringMatching(/^0 to 100000000000000000000, /)]),
  )
  expect(page).toContain('- `grow.output.wood`: a transform or a second schema')
})

test('each refusal of a call is there once, and the examples fit the schema', () => {
  for (const { code, status } of callRefusals) expect(rowsOf(String(status)).flat()).toContain(`\`${code}\``)
  const [, example = ''] = /### Request.*?```json\n(.*?)```/s.exec(page) ?? []
  expect(protocol.grow.input.safeParse(JSON.parse(example)).success).toBe(true)
  for (const language of ['ts', 'python', 'sh']) expect(page).toContain(`\`\`\`${language}\n`)
})

test('a stream is described by its chunks', async () => {
  const write = streamSynapse({
    input: z.string().max(5),
    chunk: z.object({ text: z.literal('a') }),
    chunkDeadline: '4s',
  })
  const text = await createReference({ name: 'writer', version: 1, protocol: { write } })
  expect(text).toContain('{"chunk":{"text":"a"}}')
  expect(text).toMatch(/application\/jsonl.*within 4000 ms/)
  expect(text).not.toContain('### Answer')
  const line = '{"chunk":{"text":"a"}}\n'
  const sha256 = createHash('sha256').update(line).digest('hex')
  expect(text).toContain(`${line}{"end":{"chunks":1,"bytes":${line.length},"sha256":"${sha256}"}}\n`)
})

test('defect: binary values were said to be a JSON body', async () => {
  const invert = synapse({ input: z.object({ image: bytes() }), output: z.int() })
  const text = await createReference({ name: 'images', version: 1, protocol: { invert } })
  expect(text).toContain('The request is `application/x-subnetkit-parts`')
  const json = '{"image":{"$part":0}}'
  const message = Buffer.concat([encodePrefix(json.length, [5]), Buffer.from(`${json}hello`)])
  expect(text).toContain(message.toString('hex'))
  expect(page).not.toContain('x-subnetkit-parts')
})

test('defect: links to versions, and to names that are headings, led nowhere', async () => {
  const plain = synapse({ input: z.int(), output: z.int() })
  const protocol = { Request: plain, ...versions('complete', { 1: plain, 2: plain }), synapses: plain }
  const text = await createReference({ name: 'words', version: 1, protocol })
  const links = [...text.matchAll(/^\| \[(.*?)\]\(#(.*?)\)/gm)].map(([, name, anchor]) => [name, anchor])
  expect(links).toEqual([
    ['Request', 'request'],
    ['complete', 'complete'],
    ['complete.v2', 'completev2'],
    ['synapses', 'synapses-1'],
  ])
})

test('defect: values that the table states were listed as codecs', async () => {
  const own = z.codec(z.string(), z.number(), { decode: Number, encode: String })
  const input = z.object({
    rao: bigint({ min: 0n }),
    at: date(),
    image: bytes(),
    from: date({ min: new Date(0) }),
    own,
  })
  const text = await createReference({
    name: 'values',
    version: 1,
    protocol: { ask: synapse({ input, output: z.int() }) },
  })
  const [, listed = ''] = /Beyond what the tables state.*?\n\n(.*?)\n\n/s.exec(text) ?? []
  expect(listed.split('\n').sort()).toEqual([
    '- `ask.input.from`: bounds of a time',
    '- `ask.input.own`: a codec',
  ])
})

test('defect: no text of a schema is HTML or a heading of the page', async () => {
  const text = 'x<script>alert(1)</script>\n\n# Heading\n```\n| cell |'
  const input = hostileSchema(text)
  const hostile = await createReference({
    name: 'forest',
    version: 7,
    protocol: { grow: synapse({ input, output: input }) },
  })
  const outside = hostile.replace(/^```\w+$.*?^```$/gms, '').replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
  expect(outside).not.toContain('<script>')
  expect(outside).toContain('&lt;script>')
  expect(hostile).not.toMatch(/^# Heading/m)
})
