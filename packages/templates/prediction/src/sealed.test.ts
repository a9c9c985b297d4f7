import { expect, test } from 'vitest'
import { createLocalBeacon } from './local-beacon.js'
import type { Forecast } from './protocol.js'
import { openForecast, sealForecast } from './sealed.js'

const beacon = createLocalBeacon('test')
const { publicKey } = beacon
const { signal } = new AbortController()
const forecast: Forecast = [0, 1].map((at) => Array.from({ length: 32 }, (_, sample) => at + sample / 8))
const whose = { hotkey: '5A', series: 'amber', origin: 7 }
const sealed = sealForecast({ ...whose, forecast }, { round: 20, publicKey })
const signatureOf = (round: number) => beacon.signatureOf(round, signal)

test('a sealed forecast opens with the pulse of its round, and with no earlier one', async () => {
  const open = async (round: number, given = sealed) =>
    openForecast({ ...whose, sealed: given, signature: await signatureOf(round), horizons: 2 })
  expect(await open(20)).toEqual(forecast)
  for (const round of [1, 19, 21]) expect(await open(round)).toBeNull()
  // 64 samples of 4 horizons fit into the protocol, and 96 do.
  const wide = Array.from({ length: 4 }, () => Array<number>(96).fill(1 / 3))
  expect(sealForecast({ ...whose, forecast: wide }, { round: 20, publicKey }).length).toBeLessThan(3_000)
})

test('a text that is not the forecast of its miner is none: copied, of another beacon, changed, garbage, of another size', async () => {
  const signature = await signatureOf(20)
  const open = (given: string, more: Partial<typeof whose> & { horizons?: number } = {}) =>
    openForecast({ ...whose, sealed: given, signature, horizons: 2, ...more })
  expect(open(sealed)).not.toBeNull()
  for (const other of [{ hotkey: '5B' }, { series: 'cobalt' }, { origin: 8 }, { horizons: 3 }]) {
    expect(open(sealed, other)).toBeNull()
  }
  const seal = (samples: Forecast) => sealForecast({ ...whose, forecast: samples }, { round: 20, publicKey })
  const elsewhere = sealForecast(
    { ...whose, forecast },
    { round: 20, publicKey: createLocalBeacon('other').publicKey },
  )
  const changed = Buffer.from(sealed, 'base64')
  changed[200]! ^= 1
  const infinite = [forecast[0]!.with(3, Number.POSITIVE_INFINITY), forecast[1]!]
  for (const given of [
    ...[elsewhere, changed.toString('base64'), '', 'AAAA', Buffer.alloc(1_300, 7).toString('base64')],
    ...[seal(infinite), seal([[1], [2]]), seal([...forecast, ...forecast, ...forecast, ...forecast])],
  ]) {
    expect(open(given)).toBeNull()
  }
})
