import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'
import type { CommitmentField } from './commitment-fields.js'
import { readCommitment, readCommitmentState } from './commitments.js'
import { type CommitmentChange, updateCommitment } from './update-commitment.js'

const raw = (text: string): CommitmentField => ({ kind: 'Raw', data: new TextEncoder().encode(text) })
const texts = (fields: readonly CommitmentField[] = []) =>
  fields.map((field) => ('data' in field ? new TextDecoder().decode(field.data) : field.kind))
/** Adds a field unless it is there. */
const adding =
  (text: string): CommitmentChange =>
  (fields) =>
    texts(fields).includes(text) ? fields : [...fields, raw(text)]

describe('updates of a commitment', () => {
  let subnet: DevSubnet
  beforeAll(async () => {
    subnet = await createDevSubnet()
  })
  afterAll(() => subnet[Symbol.asyncDispose]())

  const subject = () => ({ netuid: subnet.netuid, hotkey: subnet.ownerHotkey.address })
  const update = (change: CommitmentChange) =>
    updateCommitment(subnet.client, subnet.ownerHotkey, { netuid: subnet.netuid, change })
  afterEach(() => update(() => []))
  const held = async () => texts((await readCommitment(subnet.client, subject()))?.fields)

  /** Another process writes and a block is made. */
  function otherWrites(...fields: string[]): void {
    const { devnet, netuid, ownerHotkey } = subnet
    devnet.setStorage('Commitments', 'CommitmentOf', [netuid, ownerHotkey.address], {
      deposit: 0n,
      block: devnet.head.number,
      info: {
        fields: fields.map((text) => ({
          type: 'BigRaw' as const,
          value: new TextEncoder().encode(text),
        })),
      },
    })
    devnet.mine()
  }

  it('made at the same time in one process all arrive', async () => {
    await Promise.all([update(adding('a')), update(adding('b')), update(adding('c'))])
    expect((await held()).sort()).toEqual(['a', 'b', 'c'])
  })

  it('that change nothing send nothing', async () => {
    await update(adding('a'))
    const made = await subnet.blocksMadeBy(async () => {
      expect(await update(adding('a'))).toMatchObject({ changed: false, fields: [raw('a')] })
      expect(await update(() => null)).toMatchObject({ changed: false, fields: [raw('a')] })
    })
    expect(made).toBe(0)
  })

  it('made again on what another process wrote between our read and our write', async () => {
    await update(adding('a'))
    let looks = 0
    const done = await update((fields, state) => {
      if (++looks === 1) otherWrites('a', 'theirs')
      return adding('ours')(fields, state)
    })
    expect(await held()).toEqual(['a', 'theirs', 'ours'])
    expect(texts(done.fields)).toEqual(['a', 'theirs', 'ours'])
    expect((await readCommitment(subnet.client, { ...subject(), at: done.block }))?.fields).toEqual(
      done.fields,
    )
  })

  it('give up after four writes while others keep writing, and ours is on chain', async () => {
    let looks = 0
    await update((fields, state) => {
      if (looks++ % 2 === 0) otherWrites(`other ${looks}`)
      return adding('ours')(fields, state)
    })
    expect(await held()).toContain('ours')
  })

  it('know the space of the epoch and the block that frees it', async () => {
    const before = await readCommitmentState(subnet.client, subject())
    await update(adding('a'))
    const { space, commitment, block } = await readCommitmentState(subnet.client, subject())
    expect(space).toMatchObject({ used: before.space.used + 100, limit: 3_100, tempo: 360 })
    expect(space.freeBlock).toBeGreaterThan(block.number)
    expect(texts(commitment?.fields)).toEqual(['a'])
  })
})
