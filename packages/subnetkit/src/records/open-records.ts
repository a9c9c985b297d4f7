import { toSubnetError } from '@subnetkit/base'
import { type ChainClient, type Signer, watchMetagraph } from '@subnetkit/chain'
import { createMinerRecords } from '@subnetkit/core/validator'
import { metagraphAdmission } from '@subnetkit/transport'
import type { z } from 'zod'
import type { Log } from '../log/log.js'
import { publishAxon } from '../miner/axon.js'
import type { Resources } from '../neuron/resources.js'
import type { RunningMechanism } from '../validator/running-mechanism.js'
import type { recordsSchema } from './options.js'
import { serveRecords } from './serve-records.js'

/** Address at which miners ask for their score records. */
export interface RecordsAddress {
  readonly host: string
  readonly port: number
  readonly url: string
}

interface RecordsParts {
  /** Undefined for no listener. */
  readonly settings: z.output<typeof recordsSchema> | undefined
  readonly netuid: number
  readonly hotkey: string
  readonly signer: Signer
  readonly chain: ChainClient
  readonly mechanisms: readonly RunningMechanism[]
  readonly log: Log
  readonly resources: Resources
}

/** Blocks between two readings of the metagraph: a new miner has no records yet. */
const everyBlocks = 25

/**
 * Serves score records to the registered hotkeys of the subnet, and publishes the address if that is wanted. Throws CONFIG_INVALID,
 * AXON_INVALID, and the errors of the chain.
 */
export async function openRecords(parts: RecordsParts): Promise<RecordsAddress | null> {
  const { settings, netuid, hotkey, signer, chain, mechanisms, log, resources } = parts
  if (settings === undefined) return null
  const watch = resources.own(
    watchMetagraph(chain, {
      ...{ netuid, everyBlocks },
      onError(thrown) {
        const { code, message: why } = toSubnetError(thrown)
        const message = `the metagraph of subnet ${netuid} cannot be read; score records go to the miners of the last one: ${why}`
        log.write('warn', { event: 'metagraph-unread', code, message })
      },
    }),
  )
  await watch.refresh()
  const metagraph = () => watch.current()?.metagraph ?? null
  const server = resources.own(
    await serveRecords({
      ...{ hotkey, host: settings.host, port: settings.port, log },
      admission: metagraphAdmission({ netuid, metagraph, requirePermit: false }),
      records: new Map(mechanisms.map(({ mechanism, store }) => [mechanism, createMinerRecords({ store })])),
    }),
  )
  const { host, port, url } = server
  log.write('info', { event: 'records', message: `miners get their own score records at ${url}` })
  const { publicHost, publicPort = port } = settings
  if (publicHost !== undefined) {
    await publishAxon(chain, signer, { netuid, host: publicHost, port: publicPort }, log, resources)
  }
  return { host, port, url }
}
