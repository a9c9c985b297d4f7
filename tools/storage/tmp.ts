import { mkdtemp } from 'node:fs/promises'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { graded } from '../../packages/subnet-storage/src/testing/cheats.js'
import { playStorage } from '../../packages/subnet-storage/src/testing/play.js'
import { playedSettings } from '../../packages/subnet-storage/src/testing/population.js'
const { quotaBytes, targetBytesPerSecond } = playedSettings
const folder = await mkdtemp('/tmp/agr-')
for (const v of [1,2]) {
  const subnet = createStorageSubnet({ directory: `${folder}/${v}`, settings: playedSettings })
  const b = subnet.incentive.scoreboard as any
  const states: any = {}
  const fold = b.fold
  let i = 0
  b.fold = (s: any, r: any) => { const n = fold(s, r); states[i++ % 10] = n; return n }
  await playStorage({ subnet, miners: Object.fromEntries(Array.from({length:10}, (_, at) => [`miner ${at}`, graded((at+3)/12, quotaBytes, targetBytesPerSecond, `1 ${v} ${at}`)])), rounds: 30, seed: `1 ${v}` })
  for (let at = 0; at < 10; at++) { const s = states[at]; console.log(v, at, b.score(s).toFixed(3), 'audits', s.audits.toFixed(1), 'passed', s.passed.toFixed(1), 'v', s.volume.toFixed(3), 't', s.speed.toFixed(2), 'f', s.trust.toFixed(2)) }
}
