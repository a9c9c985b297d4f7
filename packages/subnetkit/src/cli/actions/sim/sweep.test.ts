import { expect, test } from 'vitest'
import { parseSettings, parseSweep } from './sweep.js'

const usage = expect.objectContaining({ code: 'USAGE' })

test('a sweep takes a list of values, or five of a range', () => {
  expect(parseSweep('dishonestStake=0.1,0.3')).toEqual({ name: 'dishonestStake', values: [0.1, 0.3] })
  expect(parseSweep('immunityPeriod=1000..8000').values).toEqual([1_000, 2_750, 4_500, 6_250, 8_000])
  expect(parseSweep('burn=5,6').values).toEqual([5n, 6n])
  expect(parseSweep('yuma3=true,false').values).toEqual([true, false])
})

test('defect: a share beyond all was refused once a sweep reached it, after the plays before', () => {
  for (const text of ['burnShare=0,2', 'dishonestStake=0.1..2', 'dishonestStake=0.96', 'burnShare=true']) {
    expect(() => parseSweep(text), text).toThrow(usage)
  }
})

test('defect: an amount beyond u64 was accepted', () => {
  expect(parseSettings([`burn=${2n ** 64n - 1n}`])).toEqual({ burn: 2n ** 64n - 1n })
  for (const text of [`burn=${2n ** 64n}`, `maxBurn=1,${10n ** 30n}`]) {
    expect(() => parseSweep(text), text).toThrow(usage)
  }
})

test('settings have one value each, of the chain', () => {
  expect(parseSettings(['tempo=90', 'liquidAlpha=true', 'burn=7'])).toEqual({
    ...{ tempo: 90, liquidAlpha: true, burn: 7n },
  })
  for (const text of ['tempo=1,2', 'tempo=1..2', 'burnShare=0.5', 'dishonestStake=0.5', 'temp=1', 'tempo']) {
    expect(() => parseSettings([text]), text).toThrow(usage)
  }
})
