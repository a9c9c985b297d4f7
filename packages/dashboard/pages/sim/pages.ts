import type { PageDefinition } from '../app/page-definition.js'
import { Report } from './report.js'
import { Reports } from './reports.js'

export const simPages: readonly PageDefinition[] = [
  { path: '/sim', title: 'Simulations', icon: 'sim', view: Reports },
  { path: '/sim/:id', title: 'Simulation', view: Report },
]
