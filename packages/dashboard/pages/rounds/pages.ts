import type { PageDefinition } from '../app/page-definition.js'
import { MinerInRound } from './miner-in-round.js'
import { ReceiptPage } from './receipt.js'
import { Round } from './round.js'
import { Rounds } from './rounds.js'

export const roundsPages: readonly PageDefinition[] = [
  { path: '/rounds', title: 'Rounds', icon: 'rounds', view: Rounds },
  { path: '/rounds/:round', title: 'Round', view: Round },
  { path: '/rounds/:round/:hotkey', title: 'Miner in a round', view: MinerInRound },
  { path: '/rounds/:round/:hotkey/:task', title: 'Receipt', view: ReceiptPage },
]
