import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { broadcastExtrinsic } from './broadcast.js'
import { isFinal } from './canonical.js'
import { findExtrinsic } from './find.js'
import { signExtrinsic } from './sign.js'
import { submit, submitAsRoot } from './submit.js'
import { trackExtrinsic } from './track.js'
import type { SignedExtrinsic } from './types.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const remark = (text: string) => ({ pallet: 'System', call: 'remark', args: [text] })

async function setUp(blockTime: 'instant' | 'manual' = 'instant') {
  const devnet = await createDevnet({ port: 0, blockTime })
  const client = await connectChain({ endpoint: devnet.url as string, inclusionDeadlineMs: 5_000 })
  return {
    devnet,
    client,
    async [Symbol.asyncDispose]() {
      await client.close()
      await devnet.close()
    },
  }
}

describe('an extrinsic that is signed once', () => {
  it('lands once however often it is sent, and is found by its bytes', async () => {
    await using chain = await setUp('manual')
    const { client, devnet } = chain
    const signed = await signExtrinsic(client, alice, remark('0x01'))
    expect(JSON.parse(JSON.stringify(signed))).toEqual(signed)
    expect(await findExtrinsic(client, signed)).toBeNull()
    await broadcastExtrinsic(client, signed)
    await broadcastExtrinsic(client, signed)
    devnet.mine(1)
    await broadcastExtrinsic(client, signed)
    const found = await findExtrinsic(client, signed)
    expect(found).toMatchObject({ number: 1, hash: devnet.head.hash, refusal: null })
    expect(await trackExtrinsic(client, signed)).toEqual(found)
    expect(found && (await isFinal(client, found))).toBe(true)
    devnet.mine(2)
    expect((await findExtrinsic(client, signed))?.number).toBe(1)
  })

  it('is stored before its bytes are sent; where it cannot be stored, nothing is sent', async () => {
    await using chain = await setUp()
    const { client, devnet } = chain
    const failing = submit(client, alice, remark('0x03'), {
      onSigned: () => Promise.reject(new Error('disk full')),
    })
    await expect(failing).rejects.toThrow('disk full')
    expect(devnet.head.number).toBe(0)
    let stored: SignedExtrinsic | undefined
    const block = await submit(client, alice, remark('0x03'), {
      onSigned(signed) {
        expect(devnet.head.number).toBe(0)
        stored = signed
      },
    })
    expect(stored && (await trackExtrinsic(client, stored))).toEqual(block)
  })

  it('expires only after its last block', async () => {
    await using chain = await setUp('manual')
    const { client, devnet } = chain
    const signed = await signExtrinsic(client, alice, remark('0x02'), { eraBlocks: 4 })
    expect(signed).toMatchObject({ birthBlock: 0, lastBlock: 3 })
    const snapshot = devnet.snapshot()
    devnet.mine(2)
    await expect(trackExtrinsic(client, signed, { deadlineMs: 500 })).rejects.toMatchObject({
      code: 'CHAIN_TIMEOUT',
    })
    devnet.mine(1)
    expect((await findExtrinsic(client, signed))?.number).toBe(3)
    devnet.revert(snapshot)
    devnet.mine(3)
    expect(await trackExtrinsic(client, signed)).toBe('expired')
    await expect(broadcastExtrinsic(client, signed)).rejects.toMatchObject({ code: 'EXTRINSIC_EXPIRED' })
  })

  it('is dead when another one took its nonce', async () => {
    await using chain = await setUp('manual')
    const { client, devnet } = chain
    const loser = await signExtrinsic(client, alice, remark('0x03'))
    const winner = await signExtrinsic(client, alice, remark('0x04'))
    await broadcastExtrinsic(client, winner)
    await expect(broadcastExtrinsic(client, loser)).rejects.toMatchObject({ code: 'NONCE_TAKEN' })
    devnet.mine(1)
    await expect(broadcastExtrinsic(client, loser)).rejects.toMatchObject({ code: 'NONCE_TAKEN' })
    expect(await trackExtrinsic(client, loser)).toBe('expired')
    expect(await trackExtrinsic(client, winner)).toMatchObject({ number: 1 })
  })
})

describe('submit', () => {
  it('gives every one of many of one account a nonce of its own', async () => {
    await using chain = await setUp()
    const { client } = chain
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, at) => submit(client, bob, remark(`0x0${at}`))),
    )
    expect(new Set(all.map(({ number, index }) => `${number} ${index}`)).size).toBe(8)
  })

  it('gives up on an extrinsic that no block takes', async () => {
    await using chain = await setUp('manual')
    const failed = submit(chain.client, alice, remark('0x05'), { deadlineMs: 100 })
    await expect(failed).rejects.toMatchObject({ code: 'CHAIN_TIMEOUT' })
  })

  it('decodes what the dispatch refused', async () => {
    await using chain = await setUp()
    const { client } = chain
    const call = { pallet: 'SubtensorModule', call: 'start_call', args: [999] }
    await expect(submit(client, alice, call)).rejects.toThrow('SubnetNotExists')
    const sudo = { pallet: 'AdminUtils', call: 'sudo_set_kappa', args: [999, 1] }
    await expect(submitAsRoot(client, alice, sudo)).rejects.toThrow('SubnetDoesNotExist')
  })
})
