import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { connectChain } from './connect-chain.js'

async function connect(specVersion?: number) {
  const devnet = await createDevnet({ blockTime: 'manual', ...(specVersion && { specVersion }) })
  const client = await connectChain({ provider: devnet.provider })
  return {
    devnet,
    client,
    async [Symbol.asyncDispose]() {
      await client.close()
      await devnet.close()
    },
  }
}

const burnOf = ({ client: { api } }: Awaited<ReturnType<typeof connect>>) =>
  api.query.subtensorModule!.burn!(0).then(String)

test('clients of one runtime share its metadata, and neither the registry nor the end of another', async () => {
  await using one = await connect()
  const { client: first, devnet } = await connect()
  expect(first.api.runtimeMetadata).toBe(one.client.api.runtimeMetadata)
  expect(first.api.registry).not.toBe(one.client.api.registry)
  const calls = (api: typeof first.api) => Object.keys(api.call)
  expect(calls(first.api)).toEqual(calls(one.client.api))
  await first.close()
  await devnet.close()
  expect(await burnOf(one)).toMatch(/^\d+$/)
})

test('another runtime has its own, also after an upgrade, and keeps nobody from theirs', async () => {
  await using newer = await connect()
  await using older = await connect(381)
  const specOf = ({ client }: typeof newer) => client.api.runtimeVersion.specVersion.toNumber()
  expect([specOf(older), 'alpha' in older.client.api.query.subtensorModule!]).toEqual([381, true])
  expect(older.client.api.runtimeMetadata).not.toBe(newer.client.api.runtimeMetadata)
  older.devnet.upgradeRuntime(specOf(newer))
  await expect.poll(() => specOf(older)).toBe(specOf(newer))
  const shape = ({ client }: typeof newer) => Object.keys(client.api.query.subtensorModule!)
  expect(shape(older)).toEqual(shape(newer))
  expect(older.client.api.runtimeMetadata.toHex().length).toBe(
    newer.client.api.runtimeMetadata.toHex().length,
  )
  expect(await burnOf(older)).toMatch(/^\d+$/)
})
