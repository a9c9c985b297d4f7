import type { Random } from 'subnetkit'
import type { Output } from 'subnetkit/lab'
import type { StorageProtocol } from '../protocol.js'

/** Request of any synapse, as far as a forger reads it. */
interface Asked {
  readonly size?: number
  readonly objects?: readonly unknown[]
}

/** Answers without any bytes: promises to keep what it is given, and makes up proofs. */
export function forge(
  synapse: keyof StorageProtocol,
  input: object,
  random: Random,
): Output<StorageProtocol> {
  const { size = 0, objects = [] } = input as Asked
  const noise = (length: number) => Uint8Array.from({ length }, () => random.int(0, 255))
  if (synapse === 'store') return { stored: true }
  if (synapse === 'audit') return { proofs: objects.map(() => noise(64)) }
  if (synapse === 'deepAudit') return { proof: noise(64) }
  if (synapse === 'drop') return { dropped: objects.length }
  return { bytes: new Uint8Array(Math.min(size, 65_536)).fill(random.int(0, 255)), path: [] }
}
