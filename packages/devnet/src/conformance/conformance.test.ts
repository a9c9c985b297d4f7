import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { concatBytes, toHex } from '../codec/bytes.js'
import { startDevnet } from '../devnet.js'
import { pallets } from '../schema/schema.js'
import { compareWith, type Item } from './conformance.js'
import type { Surface } from './surface.js'
import { makeExtrinsic, pairOf, remark } from './testing/fuzz.js'

const surface: Surface = JSON.parse(
  readFileSync(new URL('../../fixtures/surface-spec381.json', import.meta.url), 'utf8'),
)

const knowing = (names: readonly string[]) => ({
  hasStorage: (_: string, name: string) => names.includes(name),
  hasName: (_: string, name: string) => names.includes(name),
})

const find = (items: readonly Item[], name: string) => items.find((item) => item.name === name)

test('every item of the surface is in the report, and every newer one of the schema', () => {
  const { pallets: reports } = compareWith(surface, knowing([]))
  expect(reports).toHaveLength(surface.pallets.length)
  for (const real of surface.pallets) {
    const { sections } = reports.find(({ name }) => name === real.name)!
    const ours = pallets.find(({ name }) => name === real.name)
    for (const section of ['calls', 'storage', 'errors', 'constants'] as const) {
      const names = sections[section].map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(real[section].map(({ name }) => name)))
      if (ours && section !== 'errors')
        expect(names).toEqual(expect.arrayContaining(Object.keys(ours[section])))
    }
  }
})

test('an item is what rules and code make of it', () => {
  const { pallets: reports, apis } = compareWith(surface, knowing(['Tempo', 'WeightsSet']))
  const { sections } = reports.find(({ name }) => name === 'SubtensorModule')!
  expect(find(sections.calls, 'set_weights')).toEqual({ name: 'set_weights', status: 'same' })
  expect(find(sections.calls, 'lock_stake')).toMatchObject({ status: 'absent', how: 'refused' })
  expect(find(sections.calls, 'dissolve_network')).toMatchObject({ status: 'simplified' })
  expect(find(sections.calls, 'set_tempo')).toMatchObject({ status: 'same', since: 423 })
  expect(find(sections.storage, 'Tempo')?.status).toBe('same')
  expect(find(sections.storage, 'Burn')).toMatchObject({ status: 'absent', how: 'reads as its default' })
  expect(find(sections.events, 'WeightsSet')?.status).toBe('same')
  expect(find(sections.events, 'AxonServed')).toMatchObject({ status: 'absent', how: 'never emitted' })
  expect(reports.find(({ name }) => name === 'EVM')).toMatchObject({ declared: false })
  const methods = apis.flatMap((api) => api.methods)
  expect(find(methods, 'NeuronInfoRuntimeApi_get_neurons_lite')?.status).toBe('same')
  expect(find(methods, 'EthereumRuntimeRPCApi_chain_id')?.status).toBe('absent')
})

test('a call without a rule is refused with 1010 by its name and that of the page, also inside others', async () => {
  await using devnet = await startDevnet({ calls: {} }, { blockTime: 'manual', seed: 'page' })
  const genesisHash = devnet.head.hash
  const registering = Uint8Array.from([7, 7, 1, 0, ...new Array(32).fill(1)])
  const batch = concatBytes(Uint8Array.of(11, 0, 8), remark(Uint8Array.of(1)), registering)
  for (const call of [registering, batch]) {
    const bytes = makeExtrinsic({ pair: pairOf('//Alice'), call, genesisHash })
    const refusal = devnet.provider.send('author_submitExtrinsic', [toHex(bytes)])
    await expect(refusal).rejects.toMatchObject({
      code: 1010,
      data: expect.stringMatching(/SubtensorModule\.burned_register.*docs\/devnet-conformance\.md/),
    })
  }
})

test('a call of a pallet that is not in the metadata cannot be decoded', async () => {
  await using devnet = await startDevnet({ calls: {} }, { blockTime: 'manual', seed: 'page' })
  const pair = pairOf('//Alice')
  const scheduled = Uint8Array.of(15, 0, 0)
  const bytes = makeExtrinsic({ pair, call: scheduled, genesisHash: devnet.head.hash })
  await expect(devnet.provider.send('author_submitExtrinsic', [toHex(bytes)])).rejects.toMatchObject({
    code: 1002,
  })
})
