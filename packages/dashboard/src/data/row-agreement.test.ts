import type { WatchSnapshot } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { agreement } from './row-agreement.js'

const neuron = (uid: number, consensus: number, weights: readonly (readonly [number, number])[]) => ({
  ...{
    uid,
    hotkey: `5${uid}`,
    coldkey: '5',
    registeredAt: 0,
    stake: 1,
    validatorPermit: true,
    lastUpdate: 0,
  },
  ...{ consensus, incentive: 0, dividends: 0, validatorTrust: 0, weights },
})

it('rows agree by what they have in common, and an empty one with none', () => {
  const snapshot: WatchSnapshot = {
    block: 1,
    neurons: [
      neuron(0, 0, [[2, 65_535]]),
      neuron(1, 0, [
        [2, 10],
        [3, 10],
      ]),
      neuron(2, 300, []),
      neuron(3, 100, []),
    ],
  }
  const at = agreement(snapshot, '50')
  expect(at(0)).toEqual({ weights: 1, toConsensus: 0.75, toOurs: 1 })
  expect(at(1)).toEqual({ weights: 2, toConsensus: 0.75, toOurs: 0.5 })
  expect(at(2)).toEqual({ weights: 0, toConsensus: null, toOurs: null })
  expect(agreement(undefined, '50')(0)).toBeNull()
})
