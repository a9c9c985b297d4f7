import type { SubnetError } from '@subnetkit/base'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import { createMinerClient } from '@subnetkit/transport'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import type { z } from 'zod'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'
import type { clientFields } from './client-options.js'

type ClientSettings = { readonly [Name in keyof typeof clientFields]?: z.output<(typeof clientFields)[Name]> }

interface ClientParts {
  readonly settings: ClientSettings
  readonly signer: Keypair | MessageSigner
  readonly allowPrivateAddresses: boolean
  readonly log: Log
  readonly resources: Resources
}

/** Opens the client that asks miners. */
export function openClient<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  { settings, signer, allowPrivateAddresses, log, resources }: ClientParts,
) {
  const { tlsFingerprint, sessions, requireMinerSignature, spool, receipts } = settings
  const { maxConnectionsPerMiner, maxMiners, maxConcurrent } = settings
  return resources.own(
    createMinerClient(subnet, {
      ...('sign' in signer ? { keypair: signer } : { signer }),
      ...{ allowPrivateAddresses, tlsFingerprint, sessions, requireMinerSignature, spool },
      ...{ maxConnectionsPerMiner, maxMiners, maxConcurrent },
      receipts: receipts ? { ...receipts, onInvalid: logInvalid(log) } : receipts,
    }),
  )
}

/** A receipt that does not match costs a miner nothing, but its operator or the line may have something to explain. */
function logInvalid(log: Log) {
  return ({ code, message }: SubnetError) => log.write('warn', { event: 'receipt-invalid', code, message })
}
