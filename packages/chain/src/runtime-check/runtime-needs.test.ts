import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import {
  askedBy,
  createRecordedChain,
  type RecordedChain,
  recordedWork,
  stakeFirst,
} from '../testing/recorded-chain.js'
import { checkRuntime } from './check-runtime.js'
import { runtimeFeatures } from './runtime-needs.js'
import { mainnetMetadata, runtimeOf } from './testing/edit-metadata.js'

/** The features that each read or plan is part of; every one also opens a block, which is part of `extrinsics`. */
const featuresOf: Readonly<Record<keyof typeof recordedWork, readonly string[]>> = {
  readMetagraph: ['metagraph of a mechanism in one read'],
  'readMetagraph by storage': ['metagraph by storage'],
  readWeightsState: ['weights', 'salted weights', 'timelocked weights', 'metagraph in one read'],
  readHyperparameters: ['hyperparameters', 'hyperparameter '],
  readCommitment: ['commitments'],
  planHyperparameters: ['hyperparameters', 'hyperparameter '],
  planStake: ['staking'],
  planAddStake: ['staking'],
  planRemoveStake: ['removing stake', 'staking'],
  planMoveStake: ['moving stake', 'staking'],
  planSubnet: ['subnets', 'subnet identity'],
  planSubnetIdentity: ['subnet identity'],
  planStart: ['subnets'],
  planRegistration: ['registration', 'registrations counted by interval', 'registration with a price limit'],
  planTake: ['delegate take'],
  planTransfer: ['transfers'],
  planAxon: ['serving', 'serving with a certificate'],
  planCommitment: ['commitments'],
}
/** Fees are for information: a runtime without this API stops nothing. */
const spared = ['TransactionPaymentApi.query_info']

describe('what is really asked of a chain is a need of a feature', () => {
  let chain: RecordedChain
  beforeAll(async () => {
    chain = await createRecordedChain()
    await stakeFirst(chain)
  })
  afterAll(() => chain[Symbol.asyncDispose]())

  it.each(Object.entries(recordedWork))('%s', async (name, work) => {
    const requests = await chain.requestsOf(work)
    const asked = askedBy(chain.client.api.registry, requests)
    const own = featuresOf[name as keyof typeof recordedWork]
    const features = runtimeFeatures.filter(
      (feature) =>
        feature.name === 'extrinsics' ||
        own.some((some) => (some.endsWith(' ') ? feature.name.startsWith(some) : feature.name === some)),
    )
    const needs = features.flatMap((feature) => feature.needs.map((need) => need.name))
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(asked.filter((one) => !needs.includes(one) && !spared.includes(one))).toEqual([])
    // And the other way: a need of the feature itself that nothing asks for would be kept by hand.
    const declared = features
      .filter((feature) => feature.name === own[0])
      .flatMap(({ needs: some }) => some.filter(({ kind }) => kind === 'storage'))
    expect(declared.map((need) => need.name).filter((one) => asked.includes(one)).length).toBeGreaterThan(0)
  })
})

test('what a runtime may lack is listed as such: neither chain lacks a feature for it', () => {
  const storage = runtimeFeatures.find(({ name }) => name === 'metagraph by storage')
  const spare = storage?.needs.flatMap(({ name, optional }) => (optional ? [name.split('.')[1]] : []))
  expect(spare).toEqual(expect.arrayContaining(['Rank', 'Trust', 'ActivityCutoffFactorMilli']))
  expect(
    checkRuntime(runtimeOf(mainnetMetadata(), 381)).features.find(({ name }) => name === storage?.name),
  ).toMatchObject({ ok: true, missing: [], changed: [] })
})
