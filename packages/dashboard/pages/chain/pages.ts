import type { PageDefinition } from '../app/page-definition.js'
import { Chain } from './chain.js'

export const chainPages: readonly PageDefinition[] = [
  { path: '/chain', title: 'Chain', icon: 'chain', view: Chain },
]
