import { z } from 'subnetkit'
import { quicknet, roundAt, verifyPulse } from 'subnetkit/timelock'
import type { Beacon } from './beacon.js'
import { readJson } from './read-json.js'

/** Options of {@link createDrandBeacon}. */
export interface DrandOptions {
  /** Length of a step of the feed, in ms; step 0 begins in 1970. */
  readonly stepMs: number
  /** Addresses of relays, asked one after the other. @default four public ones */
  readonly origins?: readonly string[] | undefined
  /** Time for each request, in ms. @default 5_000 */
  readonly deadlineMs?: number | undefined
}

const relays = [
  'https://api.drand.sh',
  'https://api2.drand.sh',
  'https://api3.drand.sh',
  'https://drand.cloudflare.com',
]

/** An answer to `/{chain hash}/public/{round}`. */
const pulseSchema = z.object({
  round: z.int(),
  randomness: z.string().regex(/^[0-9a-f]{64}$/i),
  signature: z.string().regex(/^[0-9a-f]{96}$/i),
})

/** Hex of quicknet's public key. */
export const quicknetKey = Buffer.from(quicknet.publicKey).toString('hex')

/** The public beacon quicknet of drand: a round every three seconds. Relays are not trusted: each pulse is verified. */
export function createDrandBeacon({ stepMs, origins = relays, deadlineMs = 5_000 }: DrandOptions): Beacon {
  return {
    publicKey: quicknetKey,
    roundAfter: (step) => Number(roundAt((step + 1) * stepMs)),
    async signatureOf(round, signal) {
      const failures: string[] = []
      for (const origin of origins) {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
        try {
          const url = `${origin}/${quicknet.chainHash}/public/${round}`
          return verified(round, await readJson(url, limit))
        } catch (error) {
          signal.throwIfAborted()
          failures.push(`${origin}: ${error instanceof Error ? error.message : error}`)
        }
      }
      throw new Error(`no relay has the pulse of round ${round}: ${failures.join('; ')}`)
    },
  }
}

function verified(round: number, json: unknown): string {
  const { randomness, signature, ...pulse } = pulseSchema.parse(json)
  if (pulse.round !== round) throw new Error(`it answered round ${pulse.round}`)
  const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
  verifyPulse({ round: BigInt(round), randomness: bytesOf(randomness), signature: bytesOf(signature) })
  return signature.toLowerCase()
}
