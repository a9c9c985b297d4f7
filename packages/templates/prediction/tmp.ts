import { createMarketFeed } from './src/market.js'
import { createForecastMiner } from './src/miner.js'
import { ensemble } from './src/forecast/ensemble.js'
import { holtWinters } from './src/forecast/holt-winters.js'
import { ridgeAr } from './src/forecast/ridge-ar.js'
import { seasonalNaive } from './src/forecast/seasonal-naive.js'
import { definePrediction } from './src/subnet.js'
import { playRounds } from './src/testing/play.js'
for (const seed of (process.argv[3] ?? 'a').split(',')) {
const subnet = definePrediction({ feed: createMarketFeed({ seed }), window: 16 })
const honest = createForecastMiner({ forecaster: ensemble })
const miner = (f: any) => { const m = createForecastMiner({ forecaster: f }); return m.forecast }
const kept = new Map()
// reveals what it knows later: the values that came
const peek = (() => { const m = createForecastMiner({ forecaster: seasonalNaive }); return async (call: any) => {
  const out = await m.forecast(call)
  if (!out.revealed) return out
  const { history } = call.input
  return { ...out, revealed: { salt: out.revealed.salt, forecast: out.revealed.forecast.map((s: number[]) => s.map(() => history.at(-1)!)) } } } })()
let overheard: any = new Map()
const good = async (call: any) => { const out = await honest.forecast(call); if (out.revealed) overheard.set(call.input.series, out.revealed.forecast); return out }
const copy = miner((past: any) => overheard.get(past.series) ?? past.horizons.map(() => Array(32).fill(past.history.at(-1))))
const constant = miner((past: any) => past.horizons.map(() => Array(32).fill(past.history.at(-1))))
const extreme = miner((past: any) => past.horizons.map((_: any, i: number) => Array.from({ length: 32 }, (_, k) => past.history.at(-1) * (1 + (k - 16) / 16))))
const herdOne = miner(holtWinters)
const shared = createForecastMiner({ forecaster: holtWinters })
const herd = async (call: any) => { return shared.forecast(call) }
// identical: same random
const { createRandom } = await import('subnetkit')
const same = (past: any, o: any) => holtWinters(past, { ...o, random: createRandom(new Uint8Array(32).fill(past.history.length % 7)) })
const t = process.cpuUsage()
const result = await playRounds({ subnet, rounds: Number(process.argv[2] ?? 10), miners: { good, ridge: miner(ridgeAr), weak: miner(holtWinters), naive: miner(seasonalNaive), copy, peek, constant, extreme, herd1: miner(same), herd2: miner(same), herd3: miner(same), silent: async (c: any) => ({ ...(await honest.forecast({ ...c, input: { ...c.input, hotkey: 'z' } })), revealed: null }) } })
const u = process.cpuUsage(t)
console.log(seed, (u.user + u.system) / 1e6, 's'); for (const k in result.scores) console.log(k.padEnd(10), result.scores[k]!.toFixed(4), (result.shares[k]! * 100).toFixed(2))
if (seed === 'a') console.log(JSON.stringify(result.rounds[0]!.answers.slice(0, 3).map((a) => ({ o: a.outcome, r: a.reason, s: a.score, c: a.parts?.compared, f: JSON.stringify(a.parts?.features).length }))))
}
