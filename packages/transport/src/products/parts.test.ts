import { bytes, synapse } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createCorpus } from './corpus/create-corpus.js'
import { createPythonMiner } from './python/create-python-miner.js'
import { createReference } from './reference/create-reference.js'

const protocol = {
  scale: synapse({
    input: z.object({
      image: bytes({ max: 4_000 }),
      layers: z.array(bytes()).max(3),
      factor: z.int().min(1).max(4),
    }),
    output: z.object({ image: bytes() }),
  }),
}
const source = { name: 'images', version: 1, protocol }

test('the corpus has whole messages, and refuses those whose references and parts differ', async () => {
  const corpus = await createCorpus(source)
  expect(corpus.every(({ contentType }) => contentType === 'application/x-subnetkit-parts')).toBe(true)
  const jsonOf = (body: string) => {
    const message = Buffer.from(body, 'base64')
    const start = 12 + 8 * message.readUInt32BE(8)
    return message.subarray(start, start + message.readUInt32BE(4)).toString()
  }
  const valid = corpus.filter(({ expected }) => expected.code === 'OK')
  expect(valid.map(({ body }) => JSON.parse(jsonOf(body)).image)).toContainEqual({ $part: 0 })
  for (const change of ['left out', 'a byte after its end', 'cut short', 'another mark']) {
    const of = corpus.filter((entry) => entry.change === change && entry.at !== 'factor')
    expect([change, ...new Set(of.map(({ expected }) => expected.code))]).toEqual([change, 'BODY_MALFORMED'])
  }
})

test('the Python miner has bytes, and so does the page', async () => {
  const lines = createPythonMiner(source)
    .split('\n')
    .map((line) => line.trim())
  expect(lines).toEqual(
    expect.arrayContaining([
      'image: bytes',
      'layers: list[bytes]',
      '"input_parts": True,',
      '"output_parts": True,',
    ]),
  )
  const page = await createReference(source)
  expect(page).toContain('| `image` | bytes | yes | at most 4000 bytes |')
  expect(page).not.toContain('`image.$part`')
  expect(page).not.toContain('```python')
})
