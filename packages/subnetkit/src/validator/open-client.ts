import type { SubnetError } from '@subnetkit/base'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import { createMinerClient } from '@subnetkit/transport'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import type { z } from 'zod'
import type { Log } from '../log/log.js'
import { openTracing } from '../metrics/tracing.js'
import type { Resources } from '../neuron/resources.js'
import type { clientFields } from './client-options.js'

type ClientSettings = { readonly [Name in keyof typeof clientFields]?: z.output<(typeof clientFields)[Name]> }

interface ClientParts {
  readonly netuid: number
  readonly settings: ClientSettings & {
    readonly tasksAtOnce?: number | undefined
    readonly telemetry: boolean
    /** Requests of users feed scores: miners get no trace. */
    readonly organic?: unknown
  }
  readonly signer: Keypair | MessageSigner
  readonly allowPrivateAddresses: boolean
  readonly log: Log
  readonly resources: Resources
}

/** Connections to one miner that a client keeps if nothing needs more. */
const usualConnections = 8

/** Connections to one miner: as many as it is asked tasks at once, since a task that waits for one loses its own time. */
export const connectionsPerMiner = ({
  maxConnectionsPerMiner,
  tasksAtOnce = 0,
}: Omit<ClientParts['settings'], 'telemetry'>) =>
  maxConnectionsPerMiner ?? Math.max(usualConnections, tasksAtOnce)

/** Tasks that the coordinators of a worker have it ask a miner at once: the most of any mechanism, since these share a client. */
export const announcedTasksAtOnce = (announced: readonly { readonly settings: unknown }[]): number =>
  Math.max(
    0,
    ...announced.map(({ settings }) => {
      const { tasksAtOnce } = Object(settings) as { readonly tasksAtOnce?: unknown }
      return typeof tasksAtOnce === 'number' ? tasksAtOnce : 0
    }),
  )

/** Opens the client that asks miners. Throws CONFIG_INVALID where traces are wanted without their package. */
export async function openClient<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  { netuid, settings, signer, allowPrivateAddresses, log, resources }: ClientParts,
) {
  const { tlsFingerprint, sessions, requireMinerSignature, spool, receipts } = settings
  const { maxMiners, maxConcurrent } = settings
  const tracing = await openTracing(settings.telemetry)
  const client = resources.own(
    createMinerClient(subnet, {
      ...('sign' in signer ? { keypair: signer } : { signer }),
      ...{ allowPrivateAddresses, tlsFingerprint, sessions, requireMinerSignature, spool },
      ...{ maxConnectionsPerMiner: connectionsPerMiner(settings), maxMiners, maxConcurrent },
      receipts: receipts ? { ...receipts, onInvalid: logInvalid(log) } : receipts,
    }),
  )
  // Tasks of one job have one trace, requests of users one each: a miner would distinguish them by it.
  return tracing?.client(client, netuid, { isHidden: settings.organic !== undefined }) ?? client
}

/** A receipt that does not match costs a miner nothing, but its operator or the line may have something to explain. */
export function logInvalid(log: Log) {
  return ({ code, message }: SubnetError) => log.write('warn', { event: 'receipt-invalid', code, message })
}
