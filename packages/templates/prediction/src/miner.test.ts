import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from 'subnetkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitmentOf } from './commitment.js'
import { ensemble } from './ensemble.js'
import { createForecastBook } from './forecast-book.js'
import { holtWinters } from './holt-winters.js'
import { createForecastMiner } from './miner.js'
import { protocol } from './protocol.js'
import { ridgeAr } from './ridge-ar.js'
import { seasonalNaive } from './seasonal-naive.js'

const caller = { hotkey: '5V' }
const history = Array.from({ length: 120 }, (_, at) => 50 + 5 * Math.sin((2 * Math.PI * at) / 12) + 0.01 * at)
const question = {
  ...{ hotkey: '5M', series: 'x', origin: 10, step: 500, history, seasons: [12, 54], horizons: [1, 3] },
  lock: null as { round: number; publicKey: string } | null,
  reveal: null as number | null,
}
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forecasts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('commits, and reveals what it has committed once it has matured, also after a restart', async () => {
  const start = () => createForecastMiner({ forecaster: seasonalNaive, book: createForecastBook(folder) })
  const first = await start().forecast({ input: question, caller })
  expect(first.revealed).toBeNull()
  // Asked again, it commits to the same.
  expect((await start().forecast({ input: question, caller })).commitment).toBe(first.commitment)
  const later = { ...question, origin: 20, step: 503, reveal: 10 }
  const { revealed } = await start().forecast({ input: later, caller })
  expect(commitmentOf({ hotkey: '5M', series: 'x', origin: 10, ...revealed! })).toBe(first.commitment)
  expect(protocol.forecast.output.safeParse({ ...first, revealed }).success).toBe(true)
  // Too early, of another validator, never made.
  for (const [changed, who] of [
    [{ step: 502 }, '5V'],
    [{}, '5W'],
    [{ reveal: 9 }, '5V'],
  ] as const) {
    const asked = { input: { ...later, origin: 30, ...changed }, caller: { hotkey: who } }
    expect((await start().forecast(asked)).revealed).toBeNull()
  }
})

test('a question that differs is another forecast, such as on a chain that was started again', async () => {
  const miner = createForecastMiner({ forecaster: seasonalNaive })
  const { commitment } = await miner.forecast({ input: question, caller })
  const other = await miner.forecast({ input: { ...question, step: 499 }, caller })
  expect(other.commitment).not.toBe(commitment)
})

test('a book keeps the newest forecasts, and one that cannot be read is named', async () => {
  const directory = join(folder, 'own')
  const book = createForecastBook(directory)
  const kept = { question: '', salt: '', step: 1, horizons: [1], forecast: [[1]] }
  await Promise.all(Array.from({ length: 70 }, (_, origin) => book.keep('page', origin, kept)))
  expect([await book.find('page', 5), await book.find('page', 69)]).toEqual([undefined, kept])
  const [file] = await readdir(directory)
  await writeFile(join(directory, file!), '{')
  await expect(createForecastBook(directory).find('page', 1)).rejects.toThrow('cannot be read')
})

describe.each([
  ['ensemble', ensemble],
  ['Holt-Winters', holtWinters],
  ['ridge AR', ridgeAr],
  ['seasonal naive', seasonalNaive],
])('%s', (_, forecaster) => {
  const draw = (values: number[], samples = 64, seasons = [12, 54]) =>
    forecaster(
      { history: values, seasons, horizons: [1, 3, 12] },
      { samples, random: createRandom(new Uint8Array(32).fill(4)) },
    )

  test('expects a season to go on', () => {
    const forecast = draw(history, 64, [12])
    for (const [at, horizon] of [1, 3, 12].entries()) {
      const expected = 50 + 5 * Math.sin((2 * Math.PI * (119 + horizon)) / 12) + 0.01 * (119 + horizon)
      const mean = forecast[at]!.reduce((sum, value) => sum + value, 0) / forecast[at]!.length
      expect(Math.abs(mean - expected)).toBeLessThan(0.8)
    }
  })

  test.each([
    ['a constant', Array<number>(60).fill(7)],
    ['two values', [1, 2]],
    ['large values', history.map((value) => value * 1e12)],
    ['a jump', [...Array<number>(50).fill(1), ...Array<number>(50).fill(1_000)]],
  ])('stays finite on %s, with as many samples as wanted', (_name, values) => {
    const forecast = draw(values, 37)
    expect(forecast.map((samples) => samples.length)).toEqual([37, 37, 37])
    expect(forecast.flat().every(Number.isFinite)).toBe(true)
  })
})
