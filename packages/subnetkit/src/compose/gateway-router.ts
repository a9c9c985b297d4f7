import type { InJson, Protocol, Synapse, SynapseRequest, SynapseResponse } from '@subnetkit/core'
import type { ProtocolRouter } from '@subnetkit/transport'
import type { z } from 'zod'

/**
 * Type of a subnet behind a gateway for a client of tRPC that is not ours: `createTRPCClient<GatewayRouter<typeof subnet.protocol>>` with
 * `httpLink({ url: 'http://host:port/subnets/name', headers: { authorization: 'Bearer sn_live_…' } })`. Each synapse is a mutation, one
 * that streams too: it returns all chunks. Values are as JSON has them.
 */
export type GatewayRouter<P extends Protocol> = ProtocolRouter<{
  readonly [Name in keyof P & string]: Synapse<
    z.ZodType<unknown, InJson<SynapseRequest<P[Name]>>>,
    z.ZodType<unknown, InJson<SynapseResponse<P[Name]>>>
  >
}>
