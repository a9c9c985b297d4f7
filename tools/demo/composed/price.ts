import type { Feed } from '@subnetkit/subnet-prediction/feed'
import type { PredictionProtocol } from '@subnetkit/subnet-prediction/protocol'
import type { CalleeReceipt, CallOptions, SubnetClient } from 'subnetkit'
import { good } from './pantry.js'

interface PriceParameters {
  /** Miner that forecasts; what it commits to is its own. */
  readonly hotkey: string
  readonly feed: Feed
  readonly options: CallOptions
}

/** Steps of the market that the forecast is made from. */
const past = 120

/**
 * Asks for the value of a market one step from now: the miner commits to a forecast, and reveals it once the step is there. The price is the
 * median of the forecast.
 */
export async function price(
  client: SubnetClient<PredictionProtocol>,
  { hotkey, feed, options }: PriceParameters,
): Promise<{ readonly value: number; readonly receipt: CalleeReceipt }> {
  const { name, seasons = [] } = feed.series[0]!
  const ask = async (
    last: number,
    more: { readonly origin: number; readonly reveal: number | null },
    made: CallOptions,
  ) => {
    const readings = await feed.read({ first: last - past + 1, last, signal: new AbortController().signal })
    const history = [...readings[name]!.values]
    const input = {
      hotkey,
      series: name,
      step: last,
      history,
      seasons: [...seasons],
      horizons: [1],
      lock: null,
      ...more,
    }
    return good('prediction', await client.query('forecast', input, { ...made, miner: hotkey }))
  }
  const committed = await ask(past, { origin: 1, reveal: null }, options)
  const revealed = await ask(past + 1, { origin: 2, reveal: 1 }, { ...options, madeOf: [committed] })
  const samples = revealed.output.revealed?.forecast[0]
  if (samples === undefined || revealed.receipt === null)
    throw new Error('the prediction miner did not reveal its forecast, or its gateway keeps no receipts')
  const sorted = [...samples].sort((a, b) => a - b)
  return { value: sorted[Math.floor(sorted.length / 2)]!, receipt: revealed.receipt }
}
