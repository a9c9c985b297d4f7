import { playAgreement } from './agreement.js'
import { playShortcuts, type Shortcut } from './beside.js'
import { playWays } from './cheats.js'
import { measureCosts } from './costs.js'
import { type Earned, playChanges, playSybils, splits } from './sybils.js'

// `npm run measure`: prints the figures of SUBNET.md again. They take some minutes; name some of them to print no others.
const seeds = ['a', 'b', 'c', 'd', 'e']
const parts: Readonly<Record<string, () => Promise<void>>> = {
  ...{ costs, cheats, shortcuts, sybils, splits: printSplits, agreement },
}
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !Object.hasOwn(parts, name))
if (unknown !== undefined) {
  throw new Error(`there is no part ${unknown}: name ${Object.keys(parts).join(', ')}, or none for all`)
}
for (const [name, print] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await print()
}

async function costs() {
  for (const isSealed of [false, true]) {
    const miners = 64
    const { asked, answered, cpuMs, feedMs, kept } = await measureCosts(miners, isSealed)
    line(`costs, ${miners} miners, committed by ${isSealed ? 'timelock' : 'hash'}`)
    line(`  bytes asked ${asked.toFixed(0)}, answered ${answered.toFixed(0)}, kept ${kept.toFixed(0)}`)
    line(`  CPU for each miner ${cpuMs.toFixed(1)} ms, for reading 240 steps ${feedMs.toFixed(1)} ms`)
  }
}

async function cheats() {
  line(`cheats, ten rounds, mean of ${seeds.length} seeds: CPU a round, score, share of incentive`)
  const played: (readonly Awaited<ReturnType<typeof playWays>>[number][])[] = []
  for (const seed of seeds) played.push(await playWays(seed))
  for (const [at, { name }] of played[0]!.entries()) {
    const mean = (field: 'cpuMs' | 'score' | 'share') =>
      played.reduce((sum, ways) => sum + ways[at]![field], 0) / played.length
    const share = (100 * mean('share')).toFixed(2)
    line(`  ${name.padEnd(54)} ${mean('cpuMs').toFixed(1)} ms  ${mean('score').toFixed(2)}  ${share} %`)
  }
}

async function shortcuts() {
  line('shortcuts, each beside Holt-Winters: CPU a round, score, pay in that of the ensemble in its place')
  const played: (readonly Shortcut[])[] = []
  for (const seed of seeds.slice(0, 3)) played.push(await playShortcuts(seed))
  for (const [at, { name }] of played[0]!.entries()) {
    const all = (field: 'cpuMs' | 'score' | 'pay', digits: number) =>
      played.map((ways) => ways[at]![field].toFixed(digits)).join(', ')
    line(`  ${name.padEnd(64)} ${all('cpuMs', 1)} ms; ${all('score', 2)}; ${all('pay', 2)}`)
  }
}

async function printSplits() {
  line('splits: earnings of hotkeys that part one forecast, in those of one honest one; together, and crowd')
  for (const [name, changes] of Object.entries(splits)) {
    const earned: Earned[] = []
    for (const seed of seeds) earned.push(await playChanges(seed, changes, 16, 64))
    const all = (field: keyof Earned) => earned.map((one) => one[field].toFixed(2)).join(', ')
    line(`  ${name.padEnd(42)} ${all('together')}; ${all('crowd')}`)
  }
}

async function sybils() {
  line(
    'sybils: earnings of n noisy hotkeys in those of one honest one with their model; together, each, and crowd',
  )
  const settings = [
    ...[0, 0.3, 0.6, 0.8, 1, 1.3].map((noise) => ({ noise, width: 1 })),
    ...[0.6, 1].map((noise) => ({ noise, width: 0.6 })),
    { noise: 0.3, width: 0.1 },
  ]
  for (const setting of settings) {
    const cells: string[] = []
    for (const hotkeys of [4, 16]) {
      const earned: Earned[] = []
      for (const seed of seeds.slice(0, 2)) earned.push(await playSybils(seed, { hotkeys, ...setting }))
      const mean = (field: keyof Earned) =>
        (earned.reduce((sum, one) => sum + one[field], 0) / earned.length).toFixed(2)
      cells.push(`n = ${hotkeys}: ${mean('together')}, ${mean('each')}, ${mean('crowd')}`)
    }
    line(`  noise ${setting.noise}, width ${setting.width}: ${cells.join('; ')}`)
  }
}

async function agreement() {
  for (const seed of seeds) {
    const { ranks, furthest } = await playAgreement(seed, 11)
    line(
      `agreement, seed ${seed}: rank correlation ${ranks.toFixed(3)}, largest difference of a score ${furthest.toFixed(3)}`,
    )
  }
}

function line(text: string) {
  process.stdout.write(`${text}\n`)
}
