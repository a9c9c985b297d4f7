import { compactAddLength, compactFromU8a, hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it, test } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import type { ConnectionEvent } from '../connection/events.js'
import { submit } from '../extrinsic/submit.js'
import { chooseMode } from '../weights/mode.js'
import { readWeightsState } from '../weights/state.js'
import { checkRuntime, type RuntimeReport } from './check-runtime.js'
import { type Editor, editMetadata, mainnetMetadata, runtimeOf } from './testing/edit-metadata.js'

const bytes = mainnetMetadata()
const mainnet = runtimeOf(bytes, 381)
const edited = (edit: (editor: Editor) => void) => runtimeOf(editMetadata(bytes, edit), 382)
const off = ({ features }: RuntimeReport) => features.filter(({ ok }) => !ok).map(({ name }) => name)
const feature = ({ features }: RuntimeReport, name: string) => features.find((given) => given.name === name)

describe('a runtime that is checked', () => {
  it('of mainnet, spec 381, has all but what came later', () => {
    const report = checkRuntime(mainnet)
    expect(report).toMatchObject({ specVersion: 381, unknownExtension: null, changedSince: [] })
    expect(off(report).filter((name) => !name.startsWith('hyperparameter '))).toEqual([
      'registration with a price limit',
      'reveal rounds by stored epochs',
    ])
    expect(feature(report, 'hyperparameter burnHalfLife')?.missing).toEqual([
      'storage SubtensorModule.BurnHalfLife',
      'call AdminUtils.sudo_set_burn_half_life',
    ])
  })

  it('of the devnet has everything', async () => {
    await using devnet = await createDevnet()
    await using client = await connectChain({ provider: devnet.provider })
    expect(off(checkRuntime(client.api))).toEqual([])
  })

  it('says by name what an older one does not have', () => {
    const report = checkRuntime(
      edited(({ removeCall, removeStorage }) => {
        removeCall('SubtensorModule.commit_timelocked_mechanism_weights')
        removeStorage('Drand.LastStoredRound')
      }),
      mainnet,
    )
    expect(off(report)).toEqual(
      expect.arrayContaining(['timelocked weights', 'timelocked weights of a mechanism']),
    )
    expect(feature(report, 'timelocked weights')?.missing).toEqual(['storage Drand.LastStoredRound'])
    expect(feature(report, 'weights')?.ok).toBe(true)
    expect(report.changedSince.map(({ name, found }) => [name, found])).toEqual([
      ['storage Drand.LastStoredRound', null],
      ['call SubtensorModule.commit_timelocked_mechanism_weights', null],
    ])
  })

  it('says by name what has other arguments, and nothing else', () => {
    const report = checkRuntime(
      edited(({ retype, primitive }) => {
        retype('SubtensorModule.set_weights', 'version_key', primitive('U32'))
      }),
      mainnet,
    )
    const was = 'netuid: u16, dests: Vec<u16>, weights: Vec<u16>, version_key: u64'
    const change = {
      name: 'call SubtensorModule.set_weights',
      expected: was,
      found: was.replace('u64', 'u32'),
    }
    expect(feature(report, 'weights')).toEqual({
      name: 'weights',
      ok: false,
      partial: false,
      missing: [],
      changed: [change],
    })
    expect(feature(report, 'weights of a mechanism')?.ok).toBe(true)
    expect(report.changedSince).toEqual([
      expect.objectContaining({
        name: 'call SubtensorModule.set_weights',
        found: expect.stringContaining('u32'),
      }),
    ])
  })

  it('takes arguments by place: other names are reported and accepted, the same names elsewhere are a change', () => {
    const renamed = checkRuntime(
      edited(({ rename }) => rename('SubtensorModule.set_weights', 'dests', 'uids')),
      mainnet,
    )
    expect(feature(renamed, 'weights')?.ok).toBe(true)
    expect(renamed.changedSince.map(({ name }) => name)).toEqual(['call SubtensorModule.set_weights'])
    const swapped = checkRuntime(
      edited(({ rename }) => {
        rename('SubtensorModule.set_weights', 'dests', 'other')
        rename('SubtensorModule.set_weights', 'weights', 'dests')
        rename('SubtensorModule.set_weights', 'other', 'weights')
      }),
    )
    expect(feature(swapped, 'weights')?.changed).toHaveLength(1)
  })

  it('sees results that changed, and shows where', () => {
    const report = checkRuntime(
      edited(({ storage, primitive, metadata }) => {
        const value = metadata.registry.createType('SiLookupTypeId', primitive('U128'))
        storage('SubtensorModule.Burn').type.asMap.set('value', value)
      }),
      mainnet,
    )
    expect(report.changedSince).toEqual([
      {
        name: 'storage SubtensorModule.Burn',
        expected: 'u16 → u64 by Identity',
        found: 'u16 → u128 by Identity',
      },
    ])
  })

  // lium-io #1135, data-universe #883: clients of other languages could not encode a netuid any more.
  test('a netuid that is wrapped once more is no change', () => {
    const report = checkRuntime(
      edited(({ retype, addWrapper, primitive }) => {
        const netuid = addWrapper('NetUid', addWrapper('NetUid', primitive('U16')))
        for (const call of ['set_weights', 'serve_axon', 'commit_timelocked_weights', 'burned_register']) {
          retype(`SubtensorModule.${call}`, 'netuid', netuid)
        }
      }),
      mainnet,
    )
    expect(report.changedSince).toEqual([])
    expect(off(report)).toEqual(off(checkRuntime(mainnet)))
  })

  it('with an unknown signed extension cannot be signed for', () => {
    const report = checkRuntime(
      edited(({ replaceExtension, primitive }) => replaceExtension('CheckMood', primitive('U8'))),
    )
    expect(report.unknownExtension).toBe('CheckMood')
  })
})

/** A chain whose metadata says something else than it does: what a client meets after an upgrade. */
async function changedChain(edit: (editor: Editor) => void) {
  const devnet = await createDevnet()
  const { provider } = devnet
  const sent: string[] = []
  const send = async <T>(method: string, params: unknown[]): Promise<T> => {
    const answer = await provider.send<T>(method, params)
    if (method.startsWith('author_')) sent.push(method)
    if (method !== 'state_call' || params[0] !== 'Metadata_metadata_at_version') return answer
    // Option of bytes: one for Some, then the length.
    const held = hexToU8a(String(answer))
    if (held[0] === 0) return answer
    const [prefix] = compactFromU8a(held.subarray(1))
    const metadata = editMetadata(held.subarray(1 + prefix), edit)
    return u8aToHex(u8aConcat([1], compactAddLength(metadata))) as T
  }
  const client = await connectChain({ provider: Object.assign(Object.create(provider), { send }) })
  return {
    client,
    sent,
    async [Symbol.asyncDispose]() {
      await client.close()
      await devnet.close()
    },
  }
}

test('a call that changed is not sent, also inside a batch; others go on', async () => {
  await using chain = await changedChain(({ retype, primitive }) =>
    retype('SubtensorModule.start_call', 'netuid', primitive('U64')),
  )
  const { client, sent } = chain
  const alice = createKeypair('//Alice')
  const start = { pallet: 'SubtensorModule', call: 'start_call', args: [1] }
  await expect(submit(client, alice, start)).rejects.toMatchObject({
    code: 'CALL_CHANGED',
    details: { call: 'SubtensorModule.start_call', found: 'netuid: u64', expected: 'netuid: u16' },
  })
  const inner = client.api.tx.subtensorModule?.startCall?.(1)
  const batch = { pallet: 'Utility', call: 'batch_all', args: [[inner]] }
  await expect(submit(client, alice, batch)).rejects.toMatchObject({ code: 'CALL_CHANGED' })
  expect(sent).toEqual([])
  const { refusal } = await submit(client, alice, { pallet: 'System', call: 'remark', args: ['0x01'] })
  expect(refusal).toBeNull()
})

test('defect: timelocked commits that cannot be read back are not sent: salted ones take their place', async () => {
  await using chain = await changedChain(({ removeStorage }) =>
    removeStorage('SubtensorModule.TimelockedWeightCommits'),
  )
  const hotkey = createKeypair('//Alice').address
  const state = await readWeightsState(chain.client, { netuid: 1, mechanism: 0, hotkey })
  expect(state.calls).toContain('commit_weights')
  expect(state.calls.filter((call) => call.includes('timelocked') || call.includes('crv3'))).toEqual([])
  expect(chooseMode({ ...state, commitReveal: true })).toBe('salted')
  expect(() => chooseMode({ ...state, commitReveal: true }, 'timelocked')).toThrow(
    expect.objectContaining({ code: 'WEIGHTS_MODE_UNAVAILABLE' }),
  )
  expect(chain.sent).toEqual([])
})

test('defect: a feature that lacks some of what it reads works in part, without a call it is off', () => {
  const featureOf = (edit: (editor: Editor) => void, name: string) =>
    checkRuntime(edited(edit)).features.find((feature) => feature.name === name)
  const without = (item: string) => (editor: Editor) => editor.removeStorage(item)
  expect(featureOf(without('SubtensorModule.SubnetLimit'), 'subnets')).toMatchObject({
    ok: false,
    partial: true,
  })
  const uncalled = ({ removeCall }: Editor) => removeCall('SubtensorModule.set_weights')
  expect(featureOf(uncalled, 'weights')).toMatchObject({ ok: false, partial: false })
})

test('a call that is gone is not sent', async () => {
  await using chain = await changedChain(({ removeCall }) => removeCall('SubtensorModule.start_call'))
  const start = { pallet: 'SubtensorModule', call: 'start_call', args: [1] }
  await expect(submit(chain.client, createKeypair('//Alice'), start)).rejects.toMatchObject({
    code: 'CHAIN_FEATURE_MISSING',
  })
  expect(chain.sent).toEqual([])
})

test('an upgrade is stated by name, before anything is sent', async () => {
  await using devnet = await createDevnet({ port: 0, specVersion: 381 })
  const events: ConnectionEvent[] = []
  let toldAt: number | undefined
  await using client = await connectChain({
    endpoint: devnet.url as string,
    onEvent: (event) => {
      events.push(event)
      if (event.type === 'runtimeChecked') toldAt = devnet.head.number
    },
  })
  devnet.upgradeRuntime(425)
  const call = { pallet: 'System', call: 'remark', args: ['0x01'] }
  const { number } = await submit(client, createKeypair('//Alice'), call)
  expect(toldAt).toBeLessThan(number)
  const told = events.filter(({ type }) => type.startsWith('runtime'))
  expect(told.map(({ type }) => type)).toEqual(['runtimeChanged', 'runtimeChecked'])
  const reports = told.flatMap((event) => (event.type === 'runtimeChecked' ? [event.report] : []))
  expect(reports[0]).toMatchObject({ specVersion: 425 })
  const names = reports[0]?.changedSince.map(({ name, expected }) => [name, expected])
  expect(names).toContainEqual(['call SubtensorModule.register_limit', null])
  expect(names?.flat()).not.toContain('call SubtensorModule.set_weights')
})
