import { hexToU8a } from '@polkadot/util'
import { roundAt } from '@subnetkit/timelock'
import { encodeAddress } from '@subnetkit/wallet'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import vectors from '../../fixtures/wire/commitment-encoding.json' with { type: 'json' }
import { makeCall } from '../extrinsic/call.js'
import { createScaleReaders } from '../read/scale-reader.js'
import { bob, createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'
import { type CommitmentField, commitmentObjection, commitmentSpace, readField } from './commitment-fields.js'
import { commitmentCall, planCommitment, readCommitment, setCommitment } from './commitments.js'
import { readRevealedCommitments, sealCommitment } from './timelocked-commitments.js'

const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill)
const text = (value: string) => new TextEncoder().encode(value)

describe('commitments', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet()
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const subject = () => ({ netuid: subnet.netuid, hotkey: subnet.ownerHotkey.address })
  const commit = (fields: readonly CommitmentField[]) =>
    setCommitment(subnet.client, subnet.ownerHotkey, { netuid: subnet.netuid, fields })

  it('of every kind are held as they were given, and set once', async () => {
    const { client, devnet, blocksMadeBy } = subnet
    const kinds: CommitmentField[][] = [
      [
        { kind: 'Raw', data: bytes(0) },
        { kind: 'Raw', data: text('ϖ é') },
        { kind: 'Raw', data: bytes(128) },
      ],
      [{ kind: 'BigRaw', data: bytes(512) }],
      [
        { kind: 'BlakeTwo256', data: bytes(32, 1) },
        { kind: 'Sha256', data: bytes(32, 2) },
        { kind: 'Keccak256', data: bytes(32, 3) },
      ],
      [{ kind: 'ShaThree256', data: bytes(32) }, { kind: 'None' }, { kind: 'ResetBondsFlag' }],
    ]
    for (const fields of kinds) {
      const held = await commit(fields)
      expect(held).toEqual({ block: devnet.head.number, fields })
      expect(await blocksMadeBy(() => commit(fields))).toBe(0)
      expect(await readCommitment(client, subject())).toEqual(held)
    }
  })

  it('that are sealed stay closed until their round, and read as they were after it', async () => {
    const { client, devnet, blocksMadeBy } = subnet
    const round = roundAt(devnet.head.timestamp + 60_000)
    const data = text('the answer is 42')
    const sealed = await sealCommitment(client, { data, round })
    expect((await commit([sealed])).fields).toEqual([sealed])
    expect(await blocksMadeBy(() => commit([sealed]))).toBe(0)
    expect(await readRevealedCommitments(client, subject())).toEqual([])
    devnet.mine(10)
    expect(await readRevealedCommitments(client, subject())).toMatchObject([{ data }])
    expect(await readCommitment(client, subject())).toBeNull()
  })

  it('that are sealed hold up to 780 bytes', async () => {
    const { client } = subnet
    const sealed = await sealCommitment(client, { data: bytes(780), round: 2n ** 40n })
    expect((await commit([sealed])).fields).toEqual([sealed])
    const long = sealCommitment(client, { data: bytes(781), round: 2n ** 40n })
    await expect(long).rejects.toMatchObject({ code: 'COMMITMENT_INVALID' })
  })

  it('that do not fit are refused before anything is sent', async () => {
    const { blocksMadeBy } = subnet
    const raw: CommitmentField = { kind: 'Raw', data: bytes(1) }
    const made = await blocksMadeBy(async () => {
      for (const fields of [
        [raw, raw, raw, raw],
        [{ kind: 'Raw', data: bytes(129) }],
        [{ kind: 'BigRaw', data: bytes(513) }],
        [{ kind: 'Sha256', data: bytes(31) }],
        [{ kind: 'TimelockEncrypted', data: bytes(1025), round: 1n }],
      ] as CommitmentField[][]) {
        await expect(commit(fields)).rejects.toMatchObject({ code: 'COMMITMENT_INVALID' })
      }
      const stranger = setCommitment(subnet.client, bob, { netuid: subnet.netuid, fields: [raw] })
      await expect(stranger).rejects.toMatchObject({ code: 'NOT_REGISTERED' })
    })
    expect(made).toBe(0)
  })

  it('use up the space of an epoch, and the block that gives new space is right', async () => {
    const { client, devnet } = subnet
    for (let fill = 0; fill < 6; fill++) await commit([{ kind: 'BigRaw', data: bytes(500, fill) }])
    await commit([{ kind: 'Raw', data: bytes(1) }])
    const fields: CommitmentField[] = [{ kind: 'Raw', data: bytes(2) }]
    const { problems } = await planCommitment(client, { ...subject(), fields })
    expect(problems).toMatchObject([{ code: 'COMMITMENT_SPACE_USED', details: { used: 3100, needed: 100 } }])
    const retryBlock = problems[0]?.retryBlock as number
    devnet.mine(retryBlock - 2 - devnet.head.number)
    await expect(commit(fields)).rejects.toMatchObject({ code: 'COMMITMENT_SPACE_USED' })
    devnet.mine(1)
    await commit(fields)
    expect(devnet.head.number).toBe(retryBlock)
  })

  it('revealed by older SDKs lose the length that they put in front, and only that', async () => {
    const { client, devnet, netuid } = subnet
    const data = [
      [text('\u0014hello'), text('hello')],
      [text('hello'), text('hello')],
      [Uint8Array.of(0x15, 0x02, ...bytes(133)), bytes(133)],
    ] as const
    devnet.setStorage(
      'Commitments',
      'RevealedCommitments',
      [netuid, subject().hotkey],
      data.map(([stored]): [Uint8Array, bigint] => [stored, 5n]),
    )
    const revealed = await readRevealedCommitments(client, subject())
    expect(revealed).toEqual(data.map(([, plain]) => ({ data: plain, block: 5 })))
  })

  it('become the bytes of the vectors', () => {
    const { client, netuid } = subnet
    for (const { fields: given, encoded_info, space_charged } of vectors.cases) {
      const fields = given.map(
        ({ kind, data_hex }) => ({ kind, data: hexToU8a(`0x${data_hex}`) }) as CommitmentField,
      )
      // Pallet, call and netuid come before.
      expect(`0x${makeCall(client, commitmentCall(netuid, fields)).method.toHex().slice(10)}`).toBe(
        encoded_info,
      )
      expect(commitmentSpace(fields)).toBe(space_charged)
    }
  })

  it('are read as they were written, whatever they hold', () => {
    const { client, netuid } = subnet
    const dataOf = (least: number, most: number) => fc.uint8Array({ minLength: least, maxLength: most })
    const field = fc.oneof(
      fc.record({ kind: fc.constant('Raw' as const), data: dataOf(0, 128) }),
      fc.record({ kind: fc.constant('BigRaw' as const), data: dataOf(0, 512) }),
      fc.record({
        kind: fc.constantFrom('BlakeTwo256', 'Sha256', 'Keccak256', 'ShaThree256'),
        data: dataOf(32, 32),
      }),
      fc.record({
        kind: fc.constant('TimelockEncrypted' as const),
        data: dataOf(0, 1024),
        round: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      }),
      fc.record({ kind: fc.constantFrom('ResetBondsFlag', 'None') }),
    ) as fc.Arbitrary<CommitmentField>
    const readers = createScaleReaders(client.api.registry.lookup, encodeAddress)
    const roundTrip = (fields: readonly CommitmentField[]) => {
      const { method } = makeCall(client, commitmentCall(netuid, fields))
      const info = readers.read(method.meta.fields[1]!.type, method.args[1]!.toU8a())
      const read = (info as { readonly fields: readonly unknown[] }).fields.map(readField)
      expect(commitmentObjection(fields)).toBeNull()
      expect(read).toEqual(fields)
    }
    fc.assert(fc.property(fc.array(field, { maxLength: 3 }), roundTrip), { numRuns: 60 })
  })
})
