import { type Codec, createCodec, createDecoder } from '@polkadot-api/substrate-bindings'

/** Period in which a signed extrinsic may be included. */
export type Era =
  | { readonly kind: 'immortal' }
  | { readonly kind: 'mortal'; readonly period: number; readonly phase: number }

/** First block of the period that `era` means when seen at block `current`; 0 for immortal ones. */
export function eraBirth(era: Era, current: number): number {
  if (era.kind === 'immortal') return 0
  const { period, phase } = era
  return Math.floor((Math.max(current, phase) - phase) / period) * period + phase
}

/** Last block of that period; infinite for immortal ones. */
export const eraEnd = (era: Era, current: number): number =>
  era.kind === 'immortal' ? Number.POSITIVE_INFINITY : eraBirth(era, current) + era.period - 1

const encodeEra = (era: Era): Uint8Array => {
  if (era.kind === 'immortal') return Uint8Array.of(0)
  const factor = Math.max(era.period >> 12, 1)
  const bits = Math.min(15, Math.max(1, Math.log2(era.period) - 1)) | ((era.phase / factor) << 4)
  return Uint8Array.of(bits & 0xff, bits >> 8)
}

function readEra(low: number, high: () => number): Era {
  if (low === 0) return { kind: 'immortal' }
  const bits = low | (high() << 8)
  const period = 2 << (bits & 15)
  const phase = (bits >> 4) * Math.max(period >> 12, 1)
  if (period < 4 || phase >= period) throw new RangeError('not an era')
  return { kind: 'mortal', period, phase }
}

/** One byte for immortal extrinsics, two for mortal ones. */
export const eraCodec: Codec<Era> = createCodec(
  encodeEra,
  createDecoder((input) => {
    const cursor = input as unknown as Uint8Array & { i: number }
    const next = () => {
      const byte = cursor[cursor.i++]
      if (byte === undefined) throw new RangeError('the era ends early')
      return byte
    }
    return readEra(next(), next)
  }),
)
