import type { PageDefinition } from '../app/page-definition.js'
import { Overview } from './overview.js'

export const overviewPages: readonly PageDefinition[] = [
  { path: '/', title: 'Overview', icon: 'overview', view: Overview },
]
