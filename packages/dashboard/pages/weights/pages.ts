import type { PageDefinition } from '../app/page-definition.js'
import { Weights } from './weights.js'

export const weightsPages: readonly PageDefinition[] = [
  { path: '/weights', title: 'Weights', icon: 'weights', view: Weights },
]
