import { createHash } from 'node:crypto'

/**
 * Time by which a validator waits after a release was issued, in ms: another one for each hotkey and release, so that the validators of a
 * subnet do not all leave at once.
 */
export function delayOf(hotkey: string, sha256: string, spreadMs: number): number {
  const drawn = createHash('sha256').update(`${hotkey} ${sha256}`).digest().readUInt32BE()
  return Math.floor((drawn / 2 ** 32) * spreadMs)
}
