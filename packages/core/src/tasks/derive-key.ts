import { blockBytes, createHmacOf, digestBytes } from './hmac.js'
import type { Round } from './task.js'

const domain = 'subnetkit/tasks/1'

/**
 * 32 bytes that name one use of randomness: HMAC-SHA256(secret, domain ‖ netuid ‖ mechanism ‖ round ‖ hotkey ‖ use ‖
 * index). Numbers are big-endian u64 and texts are preceded by their length, so that no two uses share a message.
 */
export function deriveKey(round: Round, hotkey: string, use: string, index: number): Uint8Array {
  const texts = [domain, hotkey, use].map((text) => Buffer.byteLength(text))
  const message = Buffer.alloc(blockBytes + texts.reduce((sum, length) => sum + 8 + length, 4 * 8))
  let at: number = blockBytes
  const integer = (value: number) => {
    at = message.writeBigUInt64BE(BigInt(value), at)
  }
  const text = (value: string) => {
    integer(Buffer.byteLength(value))
    at += message.write(value, at)
  }
  text(domain)
  for (const value of [round.netuid, round.mechanism, round.number]) integer(value)
  text(hotkey)
  text(use)
  integer(index)
  const key = Buffer.alloc(digestBytes)
  createHmacOf(round.secret).digest(message, key, 0)
  return key
}

/** 32 bytes for the randomness of one comparison of a round's answers. */
export function compareKey(round: Round, criterion: string, group: string): Uint8Array {
  // No hotkey is empty, and no task has such a use.
  return deriveKey(round, '', `compare/${JSON.stringify([criterion, group])}`, 0)
}
