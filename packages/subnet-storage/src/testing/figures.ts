import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { honest } from '../lab/miners.js'
import { defaultSettings } from '../settings.js'
import { createStorageSubnet } from '../subnet.js'
import { playStorage } from './play.js'
import { playedSettings, population } from './population.js'

// `npx tsx src/testing/figures.ts [costs] [cheats]`: the tables of SUBNET.md; both unless one is named.
const folder = await mkdtemp(join(tmpdir(), 'storage-figures-'))
const print = (line: string) => process.stdout.write(`${line}\n`)

/** Requests, bytes and CPU time of a validator for a miner, by family, in the rounds after the quota is full. */
async function printCosts(): Promise<void> {
  const { quotaBytes, fillerBytes } = defaultSettings
  const fillers = quotaBytes / fillerBytes
  const subnet = createStorageSubnet({ directory: join(folder, 'costs') })
  const miners = { miner: honest() }
  const filling = await playStorage({ subnet, miners, rounds: fillers, seed: 'filling' })
  const rounds = 200
  const { costs } = await playStorage({ subnet, miners, rounds, seed: 'full' })
  const row = (name: string, [requests, bytes, ms]: readonly [number, number, number]) =>
    print(`| ${name} | ${requests.toFixed(2)} | ${(bytes / 1_000).toFixed(1)} kB | ${ms.toFixed(1)} ms |`)
  print('| | requests | bytes | CPU |')
  print('| --- | --- | --- | --- |')
  const total = { requests: 0, bytes: 0, ms: 0 }
  for (const [family, { requests, bytes, ms }] of costs) {
    row(family, [requests / rounds, bytes / rounds, ms / rounds])
    total.requests += requests / rounds
    total.bytes += bytes / rounds
    total.ms += ms / rounds
  }
  row('together', [total.requests, total.bytes, total.ms])
  const spent = ['first-store', 'store', 'observe'].map((family) => filling.costs.get(family)!)
  const sum = (field: 'bytes' | 'ms') => spent.reduce((total, cost) => total + cost[field], 0)
  row('store, while the quota fills', [1, sum('bytes') / fillers, sum('ms') / fillers])
}

/** Rounds of a play with cheats, and the plays, each with a secret of its own: audits draw other parts. */
const [rounds, seeds] = [60, [1, 2, 3]]

/** Earnings of honest miners and cheats: means of the plays, and the most that one of them gave for a byte. */
async function printCheats(): Promise<void> {
  const plays = []
  for (const seed of seeds) plays.push(await playCheats(seed))
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
  print('| miner | bytes kept | earned | earned for a byte | at most |')
  print('| --- | --- | --- | --- | --- |')
  for (const name of plays[0]!.keys()) {
    const [works, pays] = [
      plays.map((play) => play.get(name)!.kept),
      plays.map((play) => play.get(name)!.earned),
    ]
    const rates = pays.map((pay, at) => pay / works[at]!)
    const columns = [mean(works), mean(pays)].map(percent)
    const forByte = works.includes(0)
      ? ['no byte', 'no byte']
      : [mean(rates), Math.max(...rates)].map(percent)
    print(`| ${[name, ...columns, ...forByte].join(' | ')} |`)
  }
}

/** Plays once. Returns what each miner has kept and earned, as shares of the first one's. */
async function playCheats(seed: number) {
  const directory = join(folder, `cheats-${seed}`)
  await mkdir(directory)
  // The same secret each time, so that the table is.
  await writeFile(join(directory, 'secret'), createHash('sha256').update(`figures ${seed}`).digest('hex'))
  const subnet = createStorageSubnet({ directory, settings: playedSettings })
  const { standings } = await playStorage({
    subnet,
    miners: population(rounds),
    rounds,
    seed: `play ${seed}`,
  })
  const [first] = [...standings.values()]
  return new Map(
    [...standings].map(([name, { earned, kept }]) => [
      name,
      { kept: kept / first!.kept, earned: earned / first!.earned },
    ]),
  )
}

const tables = { costs: printCosts, cheats: printCheats }
try {
  for (const [name, printTable] of Object.entries(tables)) {
    if (process.argv.length > 2 && !process.argv.includes(name)) continue
    await printTable()
    print('')
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
