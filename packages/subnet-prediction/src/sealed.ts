import { createHash } from 'node:crypto'
import { isSubnetError } from 'subnetkit'
import { timelockDecrypt, timelockEncrypt } from 'subnetkit/timelock'
import type { Committed } from './commitment.js'
import { type Forecast, fewestSamples, mostSamples } from './protocol.js'

/** Round of a beacon, and the key of its pulse. */
export interface Lock {
  readonly round: number
  /** In hex. */
  readonly publicKey: string
}

/** A forecast as it is sealed. The cipher draws its own randomness, so that it needs no salt. */
export type Sealable = Omit<Committed, 'salt'>

const tagLength = 32

/**
 * Encrypts a forecast to a round of a beacon, so that anybody can open it once the round's pulse is published. Returns base64 of the chain's
 * ciphertext (`subnetkit/timelock`) of these bytes: the SHA-256 of the JSON array of hotkey, series and origin, then the samples as 32-bit
 * floats, little-endian, one horizon after the other, as many of each.
 */
export function sealForecast({ forecast, ...whose }: Sealable, { round, publicKey }: Lock): string {
  const samples = forecast.flat()
  const plaintext = Buffer.alloc(tagLength + 4 * samples.length)
  tagOf(whose).copy(plaintext)
  for (const [at, value] of samples.entries()) plaintext.writeFloatLE(value, tagLength + 4 * at)
  const sealed = timelockEncrypt({
    plaintext: Uint8Array.from(plaintext),
    round: BigInt(round),
    publicKey: Uint8Array.from(Buffer.from(publicKey, 'hex')),
  })
  return Buffer.from(sealed).toString('base64')
}

/** A sealed forecast and what opens it. */
export interface Opening extends Omit<Sealable, 'forecast'> {
  /** Base64. */
  readonly sealed: string
  /** Signature in the pulse of the round that it was to be sealed to, in hex. */
  readonly signature: string
  /** Number of horizons. */
  readonly horizons: number
}

/**
 * Opens a sealed forecast. Returns null if it does not open with this pulse, is of another miner, series or origin, or is no forecast: that
 * is up to the miner that sent it.
 */
export function openForecast({ sealed, signature, horizons, ...whose }: Opening): Forecast | null {
  const plaintext = decrypt(sealed, signature)
  if (!plaintext?.subarray(0, tagLength).equals(tagOf(whose))) return null
  const count = (plaintext.length - tagLength) / 4 / horizons
  if (!Number.isInteger(count) || count < fewestSamples || count > mostSamples) return null
  const forecast = Array.from({ length: horizons }, (_, horizon) =>
    Array.from({ length: count }, (_, at) => plaintext.readFloatLE(tagLength + 4 * (horizon * count + at))),
  )
  return forecast.flat().every(Number.isFinite) ? forecast : null
}

function decrypt(sealed: string, signature: string): Buffer | null {
  try {
    const ciphertext = Uint8Array.from(Buffer.from(sealed, 'base64'))
    return Buffer.from(
      timelockDecrypt({ ciphertext, signature: Uint8Array.from(Buffer.from(signature, 'hex')) }),
    )
  } catch (error) {
    if (isSubnetError(error, 'CIPHERTEXT_MALFORMED') || isSubnetError(error, 'CIPHERTEXT_REFUSED'))
      return null
    throw error
  }
}

const tagOf = ({ hotkey, series, origin }: Omit<Sealable, 'forecast'>) =>
  createHash('sha256')
    .update(JSON.stringify([hotkey, series, origin]))
    .digest()
