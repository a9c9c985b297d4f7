import { createLocalBeacon } from '../../local-beacon.js'
import { createMarketFeed } from '../../market.js'
import { createForecastMiner } from '../../miner.js'
import { seasonalNaive } from '../../seasonal-naive.js'
import { definePrediction } from '../../subnet.js'
import { type PlayedMiner, playRounds } from '../play.js'

/** Costs of a round for a validator, without transport and store. */
export interface Costs {
  /** Bytes of JSON of a miner's questions, and of its answers. */
  readonly asked: number
  readonly answered: number
  /** CPU of drawing and scoring, in ms for each miner. */
  readonly cpuMs: number
  /** CPU of reading and resolving the feed, in ms. */
  readonly feedMs: number
  /** Bytes of what the receipts of a miner keep, without question and answer. */
  readonly kept: number
}

const rounds = 4

/** Plays rounds with this many miners, of which CPU is taken off. */
export async function measureCosts(miners: number, isSealed: boolean): Promise<Costs> {
  const beacon = createLocalBeacon('costs')
  const feed = createMarketFeed({ seed: 'costs' })
  const subnet = definePrediction({ feed, ...(isSealed && { timelock: { beacon, required: true } }) })
  const { forecast } = createForecastMiner({ forecaster: seasonalNaive, beacons: ['any'] })
  let [asked, answered, others] = [0, 0, 0]
  const miner: PlayedMiner = async (call) => {
    const before = cpuMs()
    const answer = await forecast(call)
    asked += JSON.stringify(call.input).length
    answered += JSON.stringify(answer).length
    others += cpuMs() - before
    return answer
  }
  const names = Array.from({ length: miners }, (_, at) => [`miner-${at}`, miner] as const)
  const before = cpuMs()
  const played = await playRounds({ subnet, rounds, miners: Object.fromEntries(names) })
  const all = cpuMs() - before - others
  const reading = cpuMs()
  await feed.read({ first: 5_000, last: 5_239, signal: new AbortController().signal })
  const feedMs = cpuMs() - reading
  const [newest] = played.rounds
  const kept = newest!.answers.reduce((sum, { parts }) => sum + JSON.stringify(parts).length, 0)
  const each = (total: number) => total / rounds / miners
  return { asked: each(asked), answered: each(answered), cpuMs: each(all), feedMs, kept: kept / miners }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
