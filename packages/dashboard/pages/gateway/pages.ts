import type { PageDefinition } from '../app/page-definition.js'
import { Gateway } from './gateway.js'

export const gatewayPages: readonly PageDefinition[] = [
  {
    path: '/gateway',
    title: 'Gateway',
    icon: 'gateway',
    view: Gateway,
    onlyFor: ({ hasGateway }) => hasGateway,
  },
]
