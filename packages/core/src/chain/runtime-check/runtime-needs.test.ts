import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { connectChain } from '../client.js'
import type { RuntimeSource } from './check-runtime.js'
import { runtimeFeatures } from './runtime-needs.js'
import { mainnetMetadata, runtimeOf } from './testing/edit-metadata.js'

const src = fileURLToPath(new URL('../../', import.meta.url))
const pallets = [
  'SubtensorModule',
  'Commitments',
  'Drand',
  'System',
  'Timestamp',
  'AdminUtils',
  'Utility',
  'Sudo',
]
/** Fields of structs that are called like storage items. */
const fields = new Set(['Rank', 'Trust'])

/** Names of calls and storage items of a runtime. */
function namesIn({ registry }: RuntimeSource): string[] {
  return registry.metadata.pallets
    .filter(({ name }) => pallets.includes(name.toString()))
    .flatMap(({ calls, storage }) => {
      const items = storage.unwrapOr(null)?.items ?? []
      const variants = calls.isSome
        ? registry.lookup.getSiType(calls.unwrap().type).def.asVariant.variants
        : []
      return [...items, ...variants].map(({ name }) => name.toString())
    })
}

/** Words in quotes and keys of objects, in everything that talks to the chain. */
function wordsOfSources(): Set<string> {
  const files = ['chain', 'weights', 'validator'].flatMap((folder) =>
    readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(src, folder, name),
    ),
  )
  const ours = files.filter((name) => name.endsWith('.ts') && !/test|signer\/hotkey-calls/.test(name))
  const text = ours.map((name) => readFileSync(name, 'utf8')).join('\n')
  return new Set(
    [...text.matchAll(/'(\w{3,})'|\b([A-Z]\w+):/g)].map(([, quoted, key]) => quoted ?? key ?? ''),
  )
}

test('the table has every call and every storage item that the sources name', async () => {
  await using devnet = await createDevnet()
  await using client = await connectChain({ provider: devnet.provider })
  const listed = new Set(runtimeFeatures.flatMap(({ needs }) => needs.map(({ name }) => name.split('.')[1])))
  const words = wordsOfSources()
  const used = [...namesIn(runtimeOf(mainnetMetadata(), 381)), ...namesIn(client.api)].filter(
    (name) => words.has(name) && !fields.has(name),
  )
  expect(used.length).toBeGreaterThan(100)
  expect(used.filter((name) => !listed.has(name))).toEqual([])
})
