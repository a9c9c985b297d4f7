import type { api } from '../data/client.js'

/** Data of the gateway's page. */
export type GatewayData = Awaited<ReturnType<typeof api.gateway.query>>
