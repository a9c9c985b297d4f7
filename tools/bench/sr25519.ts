import { sr25519PairFromSeed, sr25519Sign, sr25519Verify } from '@polkadot/util-crypto'
import { type Sr25519Engine, type Sr25519EngineName, selectEngine } from '@subnetkit/wallet/conformance'
import type { BenchRow } from './bench.js'

const message = Buffer.alloc(200, 7)
const names: readonly Sr25519EngineName[] = ['wasm', 'fast', 'native']

/** Each engine that is installed, beside the pure-JS functions of the polkadot library. */
export function sr25519Rows(): BenchRow[] {
  const { publicKey, secretKey } = sr25519PairFromSeed(new Uint8Array(32).fill(1))
  const signature = sr25519Sign(message, { publicKey, secretKey })
  const reference = {
    verify: perSecond(300, () => sr25519Verify(message, signature, publicKey)),
    sign: perSecond(500, () => sr25519Sign(message, { publicKey, secretKey }).length === 64),
  }
  return engines().flatMap((engine) => [
    row(
      `sr25519 verify, engine ${engine.name}`,
      perSecond(3_000, () => engine.verify(message, signature, publicKey)),
      reference.verify,
    ),
    row(
      `sr25519 sign, engine ${engine.name}`,
      perSecond(3_000, () => engine.sign(publicKey, secretKey, message).length === 64),
      reference.sign,
    ),
  ])
}

function engines(): Sr25519Engine[] {
  return names.flatMap((name) => {
    try {
      return [selectEngine(name)]
    } catch {
      return [] // the addon is optional
    }
  })
}

function perSecond(count: number, action: () => boolean): number {
  for (let index = 0; index < 50; index++) action()
  const start = performance.now()
  for (let index = 0; index < count; index++) if (!action()) throw new Error('a good signature was refused')
  return (count / (performance.now() - start)) * 1_000
}

function row(name: string, value: number, reference: number): BenchRow {
  return {
    name,
    value: `${Math.round(value)}/s`,
    reference: `@polkadot/util-crypto ${Math.round(reference)}/s`,
    ratio: `${(value / reference).toFixed(2)}×`,
  }
}
