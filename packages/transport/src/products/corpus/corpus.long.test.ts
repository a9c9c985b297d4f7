import { synapse, taskSource } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../../btauth/sign-request.js'
import { createRequestVerifier } from '../../btauth/verify-request.js'
import { serveProtocol } from '../../server/serve-protocol.js'
import { type CorpusEntry, createCorpus } from './create-corpus.js'

const tree = z.object({
  name: z.string().min(1).max(8),
  get children() {
    return z.array(tree).max(3)
  },
})
const protocol = {
  ask: synapse({
    input: z.object({
      prompt: z.string().min(1).max(80),
      tokens: z.int().min(1).max(512),
      heat: z.number().gt(0).lt(2).default(1),
      stop: z.array(z.string().max(4)).min(1).max(4).optional(),
      mode: z.enum(['fast', 'exact']),
      note: z.string().max(5).nullable(),
    }),
    output: z.string(),
    maxBytes: '4kB',
  }),
  grow: synapse({
    input: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('tree'), tree }),
      z.object({ kind: z.literal('id'), id: z.uuid(), at: z.iso.datetime(), mail: z.email() }),
      z.object({ kind: z.literal('map'), map: z.record(z.string().max(3), z.number().multipleOf(5)) }),
      z.object({
        kind: z.literal('code'),
        code: z.string().regex(/^[a-f]{2,4}(?:-\d+)?$/i),
        pair: z.tuple([z.int(), z.string()]),
      }),
    ]),
    output: z.unknown(),
    maxBytes: '4kB',
  }),
  even: synapse({
    input: z
      .int()
      .min(0)
      .max(50)
      .refine((n) => n % 2 === 0, 'odd'),
    output: z.unknown(),
  }),
}
const source = { name: 'forest', version: 1, protocol }

test('the same seed gives the same corpus, another one another', async () => {
  const [one, same, other] = await Promise.all([
    createCorpus(source),
    createCorpus(source),
    createCorpus(source, { seed: '2' }),
  ])
  expect(same).toEqual(one)
  expect(other).not.toEqual(one)
  for (const name of Object.keys(protocol)) {
    const codes = one.filter(({ synapse }) => synapse === name).map(({ expected }) => expected.code)
    expect([name, codes.includes('OK'), codes.includes('BODY_MALFORMED')]).toEqual([name, true, true])
  }
})

test('a miner accepts and refuses each body as its label says', async () => {
  const bob = createKeypair('//Bob')
  await using server = await serveProtocol({
    protocol,
    handlers: { ask: () => 'ok', grow: () => null, even: () => null },
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
    limits: { maxConcurrent: 1_000 },
  })
  const corpus = await createCorpus(source)
  const wrong: unknown[] = []
  async function check({ synapse, body, expected, ...entry }: CorpusEntry): Promise<void> {
    const target = `/${synapse}`
    const headers = signRequest({
      keypair: bob,
      method: 'POST',
      target,
      body: Buffer.from(body),
      receiver: bob.address,
    })
    const answer = await request(server.url + target, { method: 'POST', headers, body })
    const { error } = (await answer.body.json()) as Refusal
    const code = answer.statusCode === 200 ? 'OK' : error?.data.subnetkit.code
    if (code !== expected.code) wrong.push({ synapse, body, expected, ...entry, code })
  }
  for (let at = 0; at < corpus.length; at += 50) await Promise.all(corpus.slice(at, at + 50).map(check))
  expect(wrong).toEqual([])
})

interface Refusal {
  readonly error?: { readonly data: { readonly subnetkit: { readonly code: string } } }
}

test('an input to which no value is found is refused by its place', async () => {
  const of = (input: z.ZodType) =>
    createCorpus({ name: 'x', version: 1, protocol: { ask: synapse({ input, output: z.null() }) } })
  const never = z.object({ a: z.array(z.never()).min(1) })
  await expect(of(never)).rejects.toMatchObject({
    code: 'SCHEMA_UNSUPPORTED',
    details: { place: 'protocol.ask.input.a.0' },
  })
  const pattern = z.object({ word: z.string().regex(/^(?=.*q)(?=.*z)[a-z]{9}$/) })
  await expect(of(pattern)).rejects.toMatchObject({ details: { place: 'protocol.ask.input.word' } })
  const refined = z.object({ n: z.int() }).refine(({ n }) => n === 123_456, 'not it')
  await expect(of(refined)).rejects.toMatchObject({ details: { place: 'protocol.ask.input' } })
  const helped = z.object({
    word: z
      .string()
      .regex(/^(?=.*q)(?=.*z)[a-z]{9}$/)
      .meta({ examples: ['abcdefgqz'] }),
  })
  expect((await of(helped)).some(({ expected }) => expected.code === 'OK')).toBe(true)
})

test('the inputs of tasks are among the valid bodies', async () => {
  const hard = { ask: synapse({ input: z.string().refine((text) => text === 'sesame'), output: z.null() }) }
  const families = [{ name: 'open', synapse: 'ask', draw: () => ({ input: 'sesame', truth: 1 }) }] as const
  const tasks = taskSource({ protocol: hard, families })
  const corpus = await createCorpus({ name: 'x', version: 1, protocol: hard, tasks })
  expect(corpus.filter(({ change }) => change === 'valid').map(({ body }) => body)).toEqual(['"sesame"'])
})
