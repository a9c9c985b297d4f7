import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSettings } from '../settings.js'
import { createStorageSubnet } from '../subnet.js'
import { honest } from './cheats.js'
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
  const store = filling.costs.get('store')!
  const observed = filling.costs.get('observe')!
  row('store, while the quota fills', [1, store.bytes / fillers, (store.ms + observed.ms) / fillers])
}

/** Earnings of honest miners and cheats. */
async function printCheats(): Promise<void> {
  const rounds = 60
  const subnet = createStorageSubnet({ directory: join(folder, 'cheats'), settings: playedSettings })
  const { standings } = await playStorage({ subnet, miners: population(rounds), rounds })
  const [first] = [...standings.values()]
  const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
  print('| miner | bytes kept | earned | earned for a byte |')
  print('| --- | --- | --- | --- |')
  for (const [name, { earned, kept }] of standings) {
    const [work, pay] = [kept / first!.kept, earned / first!.earned]
    print(
      `| ${name} | ${percent(work)} | ${percent(pay)} | ${work === 0 ? 'no byte' : percent(pay / work)} |`,
    )
  }
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
