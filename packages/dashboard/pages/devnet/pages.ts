import type { PageDefinition } from '../app/page-definition.js'
import { Devnet } from './devnet.js'

export const devnetPages: readonly PageDefinition[] = [
  { path: '/devnet', title: 'Devnet', icon: 'devnet', onlyFor: ({ isDevnet }) => isDevnet, view: Devnet },
]
