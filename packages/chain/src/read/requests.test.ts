import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createRecordedChain,
  type RecordedChain,
  recordedWork,
  stakeFirst,
} from '../testing/recorded-chain.js'

/** Most requests of a read or a plan, the estimate of its fee included. */
const most = 4

describe('defect: a public endpoint answers 429 to a plan of fifty requests', () => {
  let chain: RecordedChain
  beforeAll(async () => {
    chain = await createRecordedChain({ started: false })
    const { devnet } = chain.subnet
    devnet.setStorage('SubtensorModule', 'NetworkRateLimit', [], 0n)
  })
  afterAll(() => chain[Symbol.asyncDispose]())

  const {
    'readMetagraph by storage': byStorage,
    planStake,
    planAddStake,
    planRemoveStake,
    planMoveStake,
    ...single
  } = recordedWork

  it.each(Object.entries(single))('%s', async (_, work) => {
    const requests = await chain.requestsOf(work)
    expect(requests.length).toBeGreaterThan(0)
    expect(requests.length, methodsOf(requests)).toBeLessThanOrEqual(most)
  })

  it('readMetagraph by storage, whose requests do not grow with the neurons', async () => {
    expect((await chain.requestsOf(byStorage)).length).toBeLessThanOrEqual(8)
  })

  it('planSubnet on a full chain, whether a subnet makes room or not', async () => {
    const { devnet } = chain.subnet
    devnet.setStorage('SubtensorModule', 'SubnetLimit', [], 1)
    for (const immunity of [1_296_000n, 0n]) {
      devnet.setStorage('SubtensorModule', 'NetworkImmunityPeriod', [], immunity)
      const requests = await chain.requestsOf(single.planSubnet)
      expect(requests.length, methodsOf(requests)).toBeLessThanOrEqual(most)
    }
    devnet.setStorage('SubtensorModule', 'SubnetLimit', [], 128)
  })

  it.each([
    ['of equal weights', 500_000_000_000_000_000n],
    ['of other weights', 623_456_789_012_345_678n],
  ])('plans that add, remove and move stake in a pool %s', async (_, quote) => {
    const { devnet, netuid } = chain.subnet
    devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [netuid], true)
    devnet.setStorage('Swap', 'SwapBalancer', [netuid], { quote })
    await stakeFirst(chain)
    for (const work of [planStake, planAddStake, planRemoveStake, planMoveStake]) {
      const requests = await chain.requestsOf(work)
      expect(requests.length, methodsOf(requests)).toBeLessThanOrEqual(most)
    }
  })

  const methodsOf = (requests: readonly { readonly method: string }[]) =>
    requests.map(({ method }) => method).join(', ')
})
