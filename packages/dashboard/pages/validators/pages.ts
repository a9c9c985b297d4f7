import type { PageDefinition } from '../app/page-definition.js'
import { Validators } from './validators.js'

export const validatorsPages: readonly PageDefinition[] = [
  { path: '/validators', title: 'Validators', icon: 'validators', view: Validators },
]
