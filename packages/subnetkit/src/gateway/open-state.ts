import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSubnetError, SubnetError } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'
import { stateHome } from '../neuron/state-home.js'

/** Place of keys and budgets. */
export interface GatewayPlace {
  readonly directory?: string | null | undefined
  readonly databaseUrl?: string | undefined
}

/** Folder of a gateway that names none. */
export const gatewayDirectory = (env?: Readonly<Record<string, string | undefined>>): string =>
  join(stateHome(env), 'gateway')

/** Opens the database of keys and budgets. Throws STORE_BUSY while another process has the folder, and the errors of openDatabase. */
export async function openGatewayState({ directory, databaseUrl }: GatewayPlace): Promise<Database> {
  const { openDatabase } = await import('@subnetkit/core/validator')
  if (databaseUrl !== undefined) return openDatabase({ url: databaseUrl })
  if (directory === null) return openDatabase({ memory: true })
  try {
    return await openDatabase({ directory: join(directory ?? gatewayDirectory(), 'store') })
  } catch (error) {
    throw isSubnetError(error, 'STORE_BUSY') ? busyForGateway(error) : error
  }
}

/** The same error with the fix for a gateway: that of the store is about validators. */
function busyForGateway({ code, message, details }: SubnetError): SubnetError {
  const fix = `Stop process ${details.pid} on ${details.host} first, or give each gateway a folder of its own in gateway.directory; gateways that share their keys need PostgreSQL, in database.url.`
  return new SubnetError({ code, message, fix, details })
}

/** Longest path of a Unix socket, in bytes. */
const longestSocket = 100

/** Socket at which keys are made while the gateway has its folder; null for one that shares a server, or has no folder. */
export function adminSocket({ directory, databaseUrl }: GatewayPlace): string | null {
  if (databaseUrl !== undefined || directory === null) return null
  const folder = directory ?? gatewayDirectory()
  const path = join(folder, 'admin.sock')
  if (Buffer.byteLength(path) <= longestSocket) return path
  return join(
    tmpdir(),
    `subnet-gateway-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`,
  )
}
