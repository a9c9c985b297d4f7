import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Metadata, TypeRegistry } from '@polkadot/types'
import { expect, test } from 'vitest'
import type { BlockReader } from '../read/block-reader.js'
import { columnNames, optionalColumns } from './columns.js'
import { type RuntimeSource, readFromRuntime } from './from-runtime.js'

const lists = [
  'hotkeys',
  'coldkeys',
  'identities',
  'axons',
  'active',
  'validator_permit',
  'last_update',
  'emission',
  'dividends',
  'incentives',
  'consensus',
  'trust',
  'rank',
  'block_at_registration',
  'alpha_stake',
  'tao_stake',
  'total_stake',
] as const
const values: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(columnNames.map((name) => [name, 0])),
  ...Object.fromEntries(lists.map((name) => [name, []])),
  name: [97],
  symbol: [98],
}

/** A runtime with one method that answers by its own numbering. */
function runtimeWith(source: RuntimeSource, fields: readonly string[], numbered = fields) {
  const asked: (readonly unknown[])[] = []
  const block: Pick<BlockReader, 'call' | 'fieldsOf'> = {
    fieldsOf: ({ method }) => (method === source ? fields : null),
    async call({ args, decode }) {
      asked.push(args)
      const indexes = args.at(-1)
      const given = Array.isArray(indexes)
        ? indexes.map((index: number) => numbered[index])
        : Object.keys(values)
      return decode(
        Object.fromEntries(fields.map((field) => [field, given.includes(field) ? values[field] : null])),
      )
    },
  }
  const read = (mechanism = 0) => readFromRuntime(block, source, { netuid: 3, mechanism })
  return { asked, read }
}

const selective = 'get_selective_mechagraph'

test('asks for the columns by the places that they have in this runtime', async () => {
  const fields = ['netuid', 'something_new', ...columnNames.toReversed(), 'commitments']
  const { asked, read } = runtimeWith(selective, fields)
  expect(await read(1)).toMatchObject({ name: 'a', symbol: 'b', tempo: 0, burn: 0n, hotkeys: [] })
  const [netuid, mechanism, indexes] = asked[0] as [number, number, number[]]
  expect([netuid, mechanism]).toEqual([3, 1])
  expect(indexes.map((index) => fields[index]).toSorted()).toEqual(columnNames.toSorted())
})

test('a runtime that numbers its columns otherwise is not believed', async () => {
  const { read } = runtimeWith(selective, ['netuid', ...columnNames], ['netuid', 'other', ...columnNames])
  expect(await read()).toBe('missing')
})

test('a runtime without a column that is needed is not asked, one without another is', async () => {
  for (const name of columnNames) {
    const { asked, read } = runtimeWith(
      'get_metagraph',
      columnNames.filter((other) => other !== name),
    )
    const optional = optionalColumns.has(name)
    expect(await read()).toEqual(optional ? expect.objectContaining({ [name]: [] }) : 'missing')
    expect(asked).toEqual(optional ? [[3]] : [])
  }
})

test('methods that know no mechanisms are asked for the first one only', async () => {
  const { asked, read } = runtimeWith('get_metagraph', columnNames)
  expect(await read(1)).toBe('missing')
  expect(asked).toEqual([])
})

test('the runtime of mainnet offers everything in one call', () => {
  const file = new URL('../../../devnet/fixtures/metadata-spec381.scale.gz', import.meta.url)
  const registry = new TypeRegistry()
  const bytes = gunzipSync(readFileSync(file))
  registry.setMetadata(new Metadata(registry, `0x${bytes.toString('hex')}`))
  const api = registry.metadata.apis.find(({ name }) => name.eq('SubnetInfoRuntimeApi'))
  const method = api?.methods.find(({ name }) => name.eq(selective))
  expect(method?.inputs.map(({ name }) => name.toString())).toEqual(['netuid', 'subid', 'metagraph_indexes'])
  const inner = registry.lookup.getSiType(method!.output).def.asVariant.variants[1]!.fields[0]!.type
  const fields = registry.lookup.getSiType(inner).def.asComposite.fields.map(({ name }) => name.toString())
  expect(columnNames.filter((name) => !fields.includes(name))).toEqual([])
})
