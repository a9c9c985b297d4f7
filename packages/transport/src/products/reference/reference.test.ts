import { bigint, streamSynapse, synapse } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
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
})
