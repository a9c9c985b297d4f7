import lab from '@subnetkit/subnet-text/lab'
import {
  earningsOf,
  guesser,
  honest,
  honestValidator,
  lazy,
  type Population,
  type Simulation,
  silent,
  simulate,
  weak,
} from 'subnetkit/lab'
import { describe, expect, test } from 'vitest'

const field: Population = {
  miners: [{ agent: honest(), operators: 3 }, ...[weak(), lazy(), guesser()].map((agent) => ({ agent }))],
  validators: [{ agent: honestValidator(), count: 2 }],
}
const play = (population: Population, seed: number, options = {}) =>
  simulate(lab, { population, epochs: 4, seed, ...options })

const played = new Map<number, Promise<Simulation>>()
/** The field under a seed, played once for all tests that compare with it. */
function playField(seed: number) {
  const known = played.get(seed) ?? play(field, seed)
  played.set(seed, known)
  return known
}

const pay = ({ miners }: Simulation) =>
  new Map(miners.map(({ hotkey, earned }) => [hotkey, earned] as const).toSorted())
const incentives = ({ miners }: Simulation) =>
  miners.filter(({ agent }) => agent.name !== 'silent').map((one) => [one.hotkey, one.incentives])

describe.each([1, 2, 3])('metamorphic, seed %i', (seed) => {
  test('a permuted population is paid the same', async () => {
    const turned = { ...field, miners: field.miners.toReversed() }
    expect(pay(await play(turned, seed))).toEqual(pay(await playField(seed)))
  })

  test('stakes times four change no incentive', async () => {
    const validators = [{ agent: honestValidator(), count: 2, stake: 4_000 }]
    const chain = { alphaPerBlock: 0n }
    const scaled = await play({ ...field, validators }, seed, { chain })
    expect(incentives(scaled)).toEqual(incentives(await play(field, seed, { chain })))
  })

  test('a silent miner more changes the order of nobody, and takes nothing', async () => {
    const more = await play({ ...field, miners: [...field.miners, { agent: silent() }] }, seed)
    const order = (result: Simulation) =>
      [...pay(result)]
        .filter(([hotkey]) => hotkey !== 'silent')
        .toSorted(([, one], [, other]) => Number(other - one))
        .map(([hotkey]) => hotkey)
    expect(order(more)).toEqual(order(await playField(seed)))
    expect(pay(more).get('silent')).toBe(0n)
  })
})

test('splitting an honest miner in two raises its pay for its cost by nothing, over the seeds', async () => {
  const whole = honest({ name: 'split' })
  const perCost = async (agent: typeof whole) => {
    let sum = 0
    for (const seed of [1, 2, 3]) {
      const played = await play({ ...field, miners: [...field.miners, { agent }] }, seed, { epochs: 6 })
      sum += earningsOf(played).find((row) => row.agent.name === 'split')!.ratio / 3
    }
    return sum
  }
  // The same pay for the same work: what is left is luck.
  expect(await perCost({ ...whole, hotkeys: 2 })).toBeLessThan((await perCost(whole)) * 1.1)
})
