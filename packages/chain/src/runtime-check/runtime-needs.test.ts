import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { checkRuntime, type RuntimeSource } from './check-runtime.js'
import { runtimeFeatures } from './runtime-needs.js'
import { mainnetMetadata, runtimeOf } from './testing/edit-metadata.js'

const src = fileURLToPath(new URL('../', import.meta.url))
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
const weights = /weights|CRv3|stored epochs|^extrinsics$|^block time$/
const registration = /^registration|^extrinsics$/
const metagraph = /^metagraph/
/**
 * The features for which each source is written. What a source names must be a need of one of those: that of another
 * feature may be gone where that one is not used.
 */
const features: Readonly<Record<string, RegExp>> = {
  'actions/axon.ts': /^serving/,
  'actions/serve-axon.ts': /^serving/,
  'actions/commitments.ts': /^commitments$/,
  'actions/timelocked-commitments.ts': /^commitments$|^timelocked/,
  'actions/identity.ts': /^subnet identity$/,
  'actions/register-subnet.ts': /^subnet/,
  'actions/created-subnet.ts': /^subnets$/,
  'actions/register-neuron.ts': registration,
  'actions/stake.ts': /^staking$/,
  'actions/take.ts': /^delegate take$/,
  'extrinsic/submit.ts': /^sudo$/,
  extrinsic: /^extrinsics$/,
  // Hyperparameters, commands and weights take their words for subnets and accounts from here.
  'plan/checks.ts': /^registration$|^staking$|^subnets$/,
  plan: /^batches$|^extrinsics$/,
  // `Burn` is a variant of a setting there.
  'hyperparameters/value.ts': /^hyperparameter|^registration$/,
  hyperparameters: /^hyperparameter/,
  'metagraph/assemble.ts': /^metagraph in one read$/,
  'metagraph/read.ts': metagraph,
  metagraph: /^metagraph by storage$/,
  'read/epochs.ts': weights,
  'read/runtime.ts': registration,
  weights,
}

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

/** Sources that talk to the chain, by their path, and the words in quotes and keys of objects in each. */
function wordsOfSources(): [name: string, words: Set<string>][] {
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' })
  const ours = names.filter(
    (name) => name.endsWith('.ts') && !/test|signer\/hotkey-calls|runtime-check|known-calls/.test(name),
  )
  return ours.map((name) => {
    const found = readFileSync(join(src, name), 'utf8').matchAll(/'(\w{3,})'|\b([A-Z]\w+):/g)
    return [name, new Set([...found].map(([, quoted, key]) => quoted ?? key ?? ''))]
  })
}

test('each feature has every call and every storage item that its sources name', async () => {
  await using devnet = await createDevnet()
  await using client = await connectChain({ provider: devnet.provider })
  const names = new Set([...namesIn(runtimeOf(mainnetMetadata(), 381)), ...namesIn(client.api)])
  const used = wordsOfSources().flatMap(([source, words]) =>
    [...words].filter((word) => names.has(word)).map((word) => [source, word] as const),
  )
  expect(used.length).toBeGreaterThan(200)
  const unlisted = used.filter(([source, word]) => {
    const user = Object.keys(features).find((start) => source.startsWith(start))
    const needs = runtimeFeatures.flatMap((feature) =>
      features[user ?? '']?.test(feature.name) ? feature.needs : [],
    )
    return !needs.some(({ name }) => name.endsWith(`.${word}`))
  })
  expect(unlisted).toEqual([])
})

test('what a runtime may lack is listed as such: neither chain lacks a feature for it', () => {
  const storage = runtimeFeatures.find(({ name }) => name === 'metagraph by storage')
  const spare = storage?.needs.flatMap(({ name, optional }) => (optional ? [name.split('.')[1]] : []))
  expect(spare).toEqual(expect.arrayContaining(['Rank', 'Trust', 'ActivityCutoffFactorMilli']))
  expect(
    checkRuntime(runtimeOf(mainnetMetadata(), 381)).features.find(({ name }) => name === storage?.name),
  ).toMatchObject({ ok: true, missing: [], changed: [] })
})
