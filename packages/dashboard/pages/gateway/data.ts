import type { api } from '../data/client.js'

/** Data of the gateway's page. */
export type GatewayAnswer = Awaited<ReturnType<typeof api.gateway.query>>
export type GatewayData = NonNullable<GatewayAnswer['status']>
