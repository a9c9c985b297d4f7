import { createHmac } from 'node:crypto'
import type { Round } from './task.js'

const domain = 'subnetkit/tasks/1'

/**
 * 32 bytes that name one use of randomness: HMAC-SHA256(secret, domain ‖ netuid ‖ mechanism ‖ round ‖ hotkey ‖ use ‖
 * index). Numbers are big-endian u64 and texts are preceded by their length, so that no two uses share a message.
 */
export function deriveKey(round: Round, hotkey: string, use: string, index: number): Uint8Array {
  const mac = createHmac('sha256', round.secret)
  mac.update(text(domain))
  for (const value of [round.netuid, round.mechanism, round.number]) mac.update(integer(value))
  mac.update(text(hotkey)).update(text(use)).update(integer(index))
  return mac.digest()
}

/** 32 bytes for the randomness of one comparison of a round's answers. */
export function compareKey(round: Round, criterion: string, group: string): Uint8Array {
  // No hotkey is empty, and no task has such a use.
  return deriveKey(round, '', `compare/${JSON.stringify([criterion, group])}`, 0)
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([integer(bytes.length), bytes])
}
