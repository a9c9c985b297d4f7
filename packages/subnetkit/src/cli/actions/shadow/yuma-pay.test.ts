import { expect, test } from 'vitest'
import { type PayField, payOf } from './yuma-pay.js'

const neuron = (uid: number, stake: bigint, validatorPermit = stake > 0n) => ({
  ...{ uid, stake, validatorPermit, registeredAt: 1, lastUpdate: 990 },
})
const field: PayField = {
  neurons: [neuron(0, 100n), neuron(1, 100n), neuron(2, 300n), neuron(3, 0n), neuron(4, 0n)],
  weights: new Map([
    [0, [[3, 65_535]]],
    [1, [[3, 65_535]]],
    [2, [[3, 65_535]]],
  ]),
  ...{ block: 1_000, ownerUid: null, kappa: 32_767, activityCutoff: 5_000, tempo: 360 },
}

test('pay follows the weights of a validator that is alone', () => {
  const alone = { ...field, neurons: [neuron(2, 300n), neuron(3, 0n), neuron(4, 0n)], weights: new Map() }
  const paid = payOf(alone, 2, [
    [3, 65_535],
    [4, 21_845],
  ])
  expect(paid.get(3)).toBeCloseTo(0.75, 4)
  expect(paid.get(4)).toBeCloseTo(0.25, 4)
})

test('weights of a minority that no majority shares move no pay', () => {
  expect(payOf(field, 0, [[4, 65_535]]).get(4)).toBe(0)
})

test('a validator with the majority of the stake moves all pay', () => {
  const paid = payOf(field, 2, [[4, 65_535]])
  expect([paid.get(3), paid.get(4)]).toEqual([0, 1])
})
