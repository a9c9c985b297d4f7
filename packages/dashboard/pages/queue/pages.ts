import type { PageDefinition } from '../app/page-definition.js'
import { Queue } from './queue.js'

export const queuePages: readonly PageDefinition[] = [
  { path: '/queue', title: 'Queue', icon: 'queue', view: Queue },
]
