import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { readHashes } from '../extrinsic/canonical.js'
import { openBlock } from '../read/block-reader.js'
import { number } from '../read/decode.js'
import { orAbsent } from '../read/storage.js'
import { storage } from '../read/storage-items.js'

/** Blocks looked back at; nodes that prune keep 256. */
const furthestBack = 200
const samples = 8
/** Time from block to block where nothing can be measured yet, in ms. */
const nominal = 12_000

/**
 * Block time in ms, by the chain's own timestamps: the median over several stretches of its past, so that neither a
 * skipped slot nor a day's outage of a node counts much. For a chain too young to measure, the block time that it
 * announces (`Aura.SlotDuration`).
 */
export async function measureBlockTime(client: ChainClient): Promise<number> {
  const { number: head } = await readHead(client)
  // Block 0 has no time.
  const span = Math.min(furthestBack, head - 1)
  const step = Math.max(1, Math.floor(span / samples))
  const numbers = Array.from({ length: samples + 1 }, (_, sample) => head - sample * step).filter(
    (number) => number >= 1 && number >= head - span,
  )
  const times = await Promise.all(numbers.map((number) => timestampAt(client, number)))
  const stretches = times.slice(1).flatMap((time, sample) => {
    const later = times[sample]
    return time === null || later === null || later === undefined ? [] : [(later - time) / step]
  })
  const sorted = stretches.filter((stretch) => stretch > 0).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? announced(client)
}

async function timestampAt(client: ChainClient, block: number): Promise<number | null> {
  const [hash] = await readHashes(client, block, block)
  if (!hash) return null
  const reads = { now: orAbsent(storage.Now(), null) }
  return (await openBlock(client, { at: { number: block, hash }, reads })).values.now
}

function announced(client: ChainClient): number {
  const duration = client.api.consts.aura?.slotDuration
  return duration ? number(BigInt(duration.toString())) : nominal
}
