import type { PageDefinition } from '../app/page-definition.js'
import { Miner } from './miner.js'
import { Miners } from './miners.js'

export const minersPages: readonly PageDefinition[] = [
  { path: '/miners', title: 'Miners', icon: 'miners', view: Miners },
  { path: '/miners/:hotkey', title: 'Miner', view: Miner },
]
