import type { GatewayModel } from '@subnetkit/gateway'

/** A model without miners, for gateways of which only the money is used. */
export const idleModel: GatewayModel = {
  ...{ id: 'none', aliases: [], owner: 'subnet-1', created: 1, subnet: 'none', protocol: {}, views: {} },
  price: { fixed: 1, perThousandTokens: 0 },
  candidates: () => ({ miners: [], stale: false }),
  query: () => Promise.reject(new Error('no miner')),
}
