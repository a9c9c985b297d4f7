import type { MinerAgent } from './agent.js'
import { copier, relay, replayer, reseller, sybil } from './copying.js'
import {
  fronter,
  onAndOff,
  overfitter,
  peeker,
  reRegistrant,
  ringMiner,
  slowDrip,
  tierGamer,
  turncoat,
} from './gaming.js'
import { constant, guesser, lazy, silent } from './lazy.js'
import { auditGamer, briber, sizeLiar } from './lying.js'

/** The built-in cheats, each as it plays by default. */
export const cheats = (): readonly MinerAgent[] => [
  ...[lazy(), silent(), constant(), guesser()],
  ...[sizeLiar(), auditGamer(), briber()],
  ...[copier(), relay(), reseller(), sybil(), replayer()],
  ...[
    peeker(),
    overfitter(),
    tierGamer(),
    fronter(),
    slowDrip(),
    onAndOff(),
    turncoat(),
    reRegistrant(),
    ringMiner(),
  ],
]
