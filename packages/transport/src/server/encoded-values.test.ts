import { bigint, date, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { createTRPCClient, httpLink } from '@trpc/client'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { createRequestVerifier } from '../btauth/verify-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import type { Handlers } from './handlers.js'
import type { ProtocolRouter } from './router.js'
import { serveProtocol } from './serve-protocol.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const textDate = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (time) => time.toISOString(),
})
const amounts = z.object({ rao: bigint(), at: date(), other: textDate.optional() })
const protocol = {
  double: synapse({ input: amounts, output: amounts }),
  any: synapse({ input: z.object({ kind: z.string(), value: z.unknown() }), output: z.unknown() }),
}
const seen: unknown[] = []
const lossy: Readonly<Record<string, unknown>> = {
  bigint: 1n,
  gap: [undefined],
  map: new Map(),
  nan: { a: Number.NaN },
}
const handlers: Handlers<typeof protocol> = {
  double: ({ input }) => {
    expectTypeOf(input).toEqualTypeOf<{ rao: bigint; at: Date; other?: Date | undefined }>()
    seen.push(input)
    // A handler may answer with what it received, although the codec's own type is the side of the wire.
    return { ...input, rao: input.rao * 2n } as never
  },
  any: ({ input }) => lossy[input.kind] ?? input.value,
}
const start = () =>
  serveProtocol({
    ...{ protocol, handlers, admission: null },
    verifier: createRequestVerifier({ hotkey: bob.address }),
  })
const at = ({ port }: { readonly port: number }) => ({ hotkey: bob.address, host: '127.0.0.1', port })
const input = { rao: 2n ** 70n, at: new Date('2026-01-31T12:00:00.001Z') }

test('bigints and dates are the same on both sides, in both directions', async () => {
  await using miner = await start()
  await using client = createMinerClient({ protocol }, { keypair: alice })
  const given = { ...input, other: '2026-01-01T00:00:00Z' }
  const result = await client.query(at(miner), 'double', given)
  const other = new Date(given.other)
  expect(seen).toEqual([{ ...input, other }])
  expect(result).toMatchObject({ kind: 'ok', output: { rao: 2n ** 71n, at: input.at, other } })
  if (result.kind === 'ok') {
    expectTypeOf(result.output).toEqualTypeOf<{ rao: bigint; at: Date; other?: Date | undefined }>()
  }
})

test('a stock client sends and gets the text of the wire', async () => {
  await using miner = await start()
  const stock = createTRPCClient<ProtocolRouter<typeof protocol>>({
    links: [
      httpLink({
        url: miner.url,
        fetch: (url, options) => {
          const body = Buffer.from(String(options?.body))
          const { pathname: target } = new URL(String(url))
          const auth = signRequest({ keypair: alice, method: 'POST', target, body, receiver: bob.address })
          return fetch(String(url), {
            method: 'POST',
            body,
            headers: { ...auth, 'content-type': 'application/json' },
          })
        },
      }),
    ],
  })
  const wire = { rao: '4', at: input.at.toISOString() }
  expect(await stock.double.mutate(wire as never)).toEqual({ ...wire, rao: '8' })
})

test('what the wire cannot carry is the mistake of who gave it', async () => {
  await using miner = await start()
  await using client = createMinerClient({ protocol }, { keypair: alice })
  for (const kind of Object.keys(lossy)) {
    const answer = await client.query(at(miner), 'any', { kind, value: 1 })
    expect([kind, answer]).toEqual([
      kind,
      expect.objectContaining({ kind: 'refused', code: 'HANDLER_FAILED' }),
    ])
    const question = client.query(at(miner), 'any', { kind: '', value: lossy[kind] })
    await expect(question).rejects.toMatchObject({
      code: 'BODY_MALFORMED',
      message: expect.stringContaining('the wire cannot carry'),
    })
  }
  const real = { a: [1, { b: null }], c: 'x' }
  expect(await client.query(at(miner), 'any', { kind: '', value: real })).toMatchObject({
    kind: 'ok',
    output: real,
  })
})
