import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { blockOfHeader } from './header.js'

test('a header has the hash that the chain gives its block', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  for (const blocks of [1, 70]) {
    devnet.mine(blocks)
    const { number, hash } = devnet.head
    expect(blockOfHeader(await devnet.provider.send('chain_getHeader', []))).toEqual({ number, hash })
  }
})

test.each([[null], ['0x'], [{}], [{ number: '0x1', parentHash: '0x12' }]])('%j is no header', (json) => {
  expect(blockOfHeader(json)).toBeNull()
})
