import { expect, it } from 'vitest'
import { chooseAnnounced } from './choose-announced.js'

const of = (genesisHash: string, seenAt: number, netuid = 2) => ({
  ...{ genesisHash, netuid, seenAt, mechanism: 0, hotkey: '5F' },
  ...{ subnet: 'adder', version: '1', settings: {} },
})

it('defect: after a restart of a devnet, workers refused the netuid they were given', () => {
  const [old, now] = [of('0xold', 1_000), of('0xnew', 60_000)]
  expect(chooseAnnounced([old, now])).toEqual({ found: now, others: [] })
})

it('two that run are both named; mechanisms of one are one', () => {
  const [one, other] = [of('0xa', 60_000), of('0xb', 58_000)]
  expect(chooseAnnounced([other, one])).toEqual({ found: one, others: [other] })
  expect(chooseAnnounced([of('0xa', 59_000), one]).others).toEqual([])
  expect(chooseAnnounced([of('0xa', 1, 3), one]).others).toHaveLength(1)
  expect(chooseAnnounced([])).toEqual({ found: undefined, others: [] })
})
