import { expect, it } from 'vitest'
import { readFormerMiners } from './former-miners.js'
import { noOutcomes, type Reader } from './reader.js'

const named = (uid: number, hotkey: string, registeredAt: number) => ({ uid, hotkey, registeredAt })
const stayed = named(3, 'stayed', 1)
const lost = named(4, 'lost', 1)
const renamed = named(5, 'old-name', 1)
const newcomer = named(4, 'newcomer', 150)

const neurons = [stayed, newcomer, named(5, 'new-name', 1)]
const rounds: Readonly<Record<number, readonly (typeof stayed)[]>> = {
  100: [stayed, lost, renamed],
  120: [stayed, lost],
  160: [stayed, newcomer],
}
const reader = {
  store: {
    rounds: async () => Object.keys(rounds).map((number) => ({ number: Number(number), state: 'folded' })),
    neurons: async () => neurons,
    formerHotkeys: async () => [{ ...renamed, successor: 'new-name' }],
    scoreChanges: async () => [
      { ...stayed, round: 120, after: 0.9 },
      { ...lost, round: 120, after: 0.1 },
    ],
  },
  totals: async ({ number }: { readonly number: number }) => ({
    miners: new Map(
      rounds[number]?.map((one) => [
        `${one.hotkey}@${one.registeredAt}`,
        { ...one, outcomes: { ...noOutcomes(), absent: 2 } },
      ]),
    ),
  }),
  metagraph: async () => ({ neurons, parameters: { immunityPeriod: 50 } }),
} as unknown as Reader

it('lists miners that lost their place with their last standing and who has it now, but no hotkey that was swapped', async () => {
  expect(await readFormerMiners(reader)).toEqual([
    {
      ...{ ...lost, lastRound: 120, score: 0.1, rank: 2, miners: 2, immunityBlocks: 50 },
      ...{ outcomes: { ...noOutcomes(), absent: 4 }, takenBy: newcomer, again: null },
    },
  ])
})
