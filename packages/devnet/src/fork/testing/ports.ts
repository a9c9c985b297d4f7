import { type Clock, systemClock } from '@subnetkit/base'
import type { Devnet } from '../../devnet.js'
import { defaultLimits, type ForkLimits } from '../client.js'
import type { ForkPorts } from '../load.js'
import { type ForkTransport, refusalOf } from '../transport.js'

/** One request to a node, and the answer that it would give. */
export interface Exchange {
  readonly method: string
  readonly params: readonly unknown[]
  /** Number of the request, from 1. */
  readonly count: number
  answer(): Promise<unknown>
}

/** A node that answers in its own way; honest by default. */
export type Node = (exchange: Exchange) => unknown

const honest: Node = ({ answer }) => answer()

/** Ports of a fork that reads a devnet of this process, through a node of any character. */
export function portsTo(
  devnet: Pick<Devnet, 'provider'>,
  node: Node = honest,
  {
    clock = systemClock,
    limits = {},
  }: { readonly clock?: Clock; readonly limits?: Partial<ForkLimits> } = {},
): ForkPorts {
  let count = 0
  const request: ForkTransport['request'] = async (method, params) => {
    count++
    const answer = () =>
      devnet.provider.send(method, [...params]).catch((error: unknown) => {
        throw refusalOf(error)
      })
    return node({ method, params, count, answer })
  }
  return {
    clock,
    limits: { ...defaultLimits, pauseMs: 1, ...limits },
    connect: () => ({ request, close: () => {} }),
  }
}
