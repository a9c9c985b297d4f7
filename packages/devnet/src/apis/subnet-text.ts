import type { Reading } from '../rules/reading.js'
import { compact, u8, vec } from '../schema/type.js'
import { nameOfNetuid } from './subnet-names.js'

/** Text as the older answers carry it: a list of compact numbers. */
export const text = vec(compact(u8))

const utf8 = new TextEncoder()

/** The name in the subnet's identity, else the one that the chain has for the netuid. */
export function subnetName({ state }: Reading, netuid: number): Uint8Array {
  const given = state.SubtensorModule.SubnetIdentitiesV3.get(netuid)?.subnet_name
  if (given && given.length > 0) return given
  return utf8.encode(nameOfNetuid(netuid))
}

/** Alpha that waits for the next epoch, rao. */
export function pendingAlpha({ state }: Reading, netuid: number): bigint {
  const { PendingServerEmission, PendingValidatorEmission } = state.SubtensorModule
  return PendingServerEmission.get(netuid) + PendingValidatorEmission.get(netuid)
}
