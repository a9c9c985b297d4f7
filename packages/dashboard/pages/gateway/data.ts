import type { api } from '../data/client.js'

/** What the page of the gateway reads. */
export type GatewayData = Awaited<ReturnType<typeof api.gateway.query>>
