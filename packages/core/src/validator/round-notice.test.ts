import { createHash } from 'node:crypto'
import { type ChainClient, connectChain, readCommitment, setCommitment } from '@subnetkit/chain'
import { createWeightsDevnet, type WeightsDevnet } from '@subnetkit/chain/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCommitmentEntries, writeCommitmentEntry } from '../commitment/entries.js'
import { rootOver } from '../records/root-on-chain.js'
import { publishRound, readRoundNotice } from './round-notice.js'

const secretOf = (round: number) => Uint8Array.from(createHash('sha256').update(`secret ${round}`).digest())
const hashOf = (secret: Uint8Array) => Uint8Array.from(createHash('sha256').update(secret).digest())

describe('round notices on chain', () => {
  let subnet: WeightsDevnet
  let client: ChainClient
  beforeEach(async () => {
    subnet = await createWeightsDevnet()
    subnet.devnet.setStorage('SubtensorModule', 'Tempo', [subnet.netuid], 360)
    client = await connectChain({ provider: subnet.devnet.provider })
  })
  afterEach(async () => {
    await client.close()
    await subnet[Symbol.asyncDispose]()
  })

  const publish = (round: number, more: object = {}) =>
    publishRound(client, subnet.hotkey, {
      netuid: subnet.netuid,
      committed: { round, secretHash: hashOf(secretOf(round)) },
      ...more,
    })
  const read = (mechanism = 0) =>
    readRoundNotice(client, {
      ...{ netuid: subnet.netuid, hotkey: subnet.hotkey.address, mechanism },
    })

  it('defect: 31 notices filled an epoch and every further round of it was skipped', async () => {
    const { devnet, netuid, hotkey } = subnet
    // As with the chain's 3100 bytes and a tempo of 360, but three notices an epoch instead of 31.
    devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 30)
    devnet.setStorage('Commitments', 'MaxSpace', [], 300)
    const [roundBlocks, blocks] = [5, 60]
    const first = devnet.head.number + 1
    let current: Uint8Array | null = null
    const hashes = new Set<string>()
    for (let round = first; round < first + blocks; round += roundBlocks) {
      const { secretHash, ...block } = await publish(round, { current })
      // The hash is on chain at the block that is named: before anybody is asked.
      const at = { netuid, hotkey: hotkey.address, at: block }
      expect((await readRoundNotice(client, at)).committed?.secretHash).toEqual(secretHash)
      hashes.add(Buffer.from(secretHash).toString('hex'))
      current = secretHash
      devnet.mine(Math.max(0, round + roundBlocks - 1 - devnet.head.number))
    }
    // Three quarters of 300 bytes for 100 bytes a notice, in 30 blocks: 14 blocks apart, in whole rounds 15.
    expect(hashes.size).toBe(blocks / 15)
  })

  it('share the commitment with other mechanisms, kinds and tools', async () => {
    const { hotkey, netuid } = subnet
    const foreign = { kind: 'Raw', data: Uint8Array.of(1, 2, 3) } as const
    await setCommitment(client, hotkey, { netuid, fields: [foreign] })
    await writeCommitmentEntry(client, hotkey, { netuid, kind: 6, payload: Uint8Array.of(7) })
    await Promise.all([publish(100), publish(200, { mechanism: 1 })])
    const revealed = [{ round: 100, through: 190, secret: secretOf(100) }]
    await publish(300, { revealed })
    expect(await read()).toMatchObject({ committed: { round: 300 }, revealed })
    expect(await read(1)).toMatchObject({ committed: { round: 200 }, revealed: [] })
    const held = await readCommitment(client, { netuid, hotkey: hotkey.address })
    expect(held?.fields[0]).toEqual(foreign)
    const kinds = (await readCommitmentEntries(client, { netuid, hotkey: hotkey.address })).map(
      ({ kind, mechanism }) => [kind, mechanism],
    )
    expect(kinds.sort()).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [6, 0],
    ])
  })

  it('go on with the current secret while others have used the space, and name the block if there is none', async () => {
    const { hotkey, netuid } = subnet
    const { secretHash: current } = await publish(100)
    for (let fill = 0; fill < 6; fill += 1) {
      const payload = new Uint8Array(255).fill(fill)
      for (const kind of [200, 201])
        await writeCommitmentEntry(client, hotkey, { netuid, kind, payload }).catch(() => {})
    }
    expect((await publish(5_000, { current })).secretHash).toEqual(current)
    await expect(publish(5_000)).rejects.toMatchObject({
      code: 'COMMITMENT_SPACE_USED',
      details: { limit: 3_100, retryBlock: expect.any(Number) },
    })
    // A secret that the chain does not hold is not public: no round may use it.
    await expect(publish(5_000, { current: new Uint8Array(32) })).rejects.toMatchObject({
      code: 'COMMITMENT_SPACE_USED',
    })
  })

  it('carry the root over rounds that are over, without an extrinsic of their own', async () => {
    const { netuid, hotkey } = subnet
    const statement = (round: number) => ({
      ...{ genesis: client.status().genesisHash, netuid, mechanism: 0, validator: hotkey.address },
      ...{ round, count: 3, root: 'ab'.repeat(32) },
    })
    const [a, b, c] = [statement(100), statement(110), statement(120)]
    const before = subnet.included()
    expect(await publish(120, { sealed: [a, b] })).toMatchObject({ placed: [a, b] })
    const first = rootOver([a, b])
    expect((await read()).receipts).toEqual(first)
    // The process was killed before it recorded that, and the notice is repeated: nothing is sent for the round since.
    expect(await publish(120, { sealed: [a, b, c] })).toMatchObject({ placed: [a, b] })
    expect(subnet.included()).toBe(before + 1)
    // Killed again, and another notice is due: the root that was not recorded stays.
    const current = hashOf(secretOf(120))
    expect(await publish(160, { current, sealed: [a, b, c] })).toMatchObject({ placed: [a, b] })
    expect((await read()).receipts).toEqual(first)
    expect(await publish(200, { sealed: [c] })).toMatchObject({ placed: [c] })
    expect((await read()).receipts).toEqual(rootOver([c]))
    // A root has passed this round: another statement about it is never published.
    const late = { ...a, root: 'cd'.repeat(32) }
    expect(await publish(240, { sealed: [late] })).toMatchObject({ placed: [] })
    expect((await read()).receipts).toEqual(rootOver([c]))
    expect(subnet.included()).toBe(before + 4)
  })

  it('are sent once, however often they are repeated', async () => {
    const revealed = [{ round: 1, through: 1, secret: secretOf(1) }]
    const first = await publish(9, { revealed })
    const sent = subnet.included()
    expect((await publish(9, { revealed })).secretHash).toEqual(first.secretHash)
    expect((await publish(9, { current: hashOf(secretOf(4)) })).secretHash).toEqual(first.secretHash)
    expect(subnet.included()).toBe(sent)
  })
})

describe('edges of round notices', () => {
  const bytes = new Uint8Array(32)
  const notice = { netuid: 1, committed: { round: 1, secretHash: bytes } }

  it.each([
    ['netuid', { netuid: -1 }],
    ['mechanism', { mechanism: 256 }],
    ['round', { committed: { round: Number.NaN, secretHash: bytes } }],
    ['round', { revealed: [{ round: 0.5, through: 1, secret: bytes }] }],
    ['through', { revealed: [{ round: 1, secret: bytes }] }],
    ['secretHash', { committed: { round: 1, secretHash: '0x00' } }],
    ['secretHash', { committed: { round: 1, secretHash: new Uint8Array(31) } }],
    ['secret', { revealed: [{ round: 1, through: 1, secret: null }] }],
    ['revealed', { revealed: Array(6).fill({ round: 1, through: 1, secret: bytes }) }],
    ['current', { current: 'none' }],
    ['nonsense', { nonsense: 1 }],
  ])('defect: publishRound takes a wrong %s', async (name, changes) => {
    const given = { ...notice, ...changes } as never
    await expect(publishRound({} as never, {} as never, given)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(name),
    })
  })
})
