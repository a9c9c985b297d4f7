import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Metadata, TypeRegistry } from '@polkadot/types'
import type { SiLookupTypeId } from '@polkadot/types/interfaces'
import type { Codec } from '@polkadot/types/types'
import { encodeAddress } from '@subnetkit/wallet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createScaleReaders } from './scale-reader.js'

/** Metadata of mainnet, spec 381. */
const metadata = gunzipSync(
  readFileSync(new URL('../../../devnet/fixtures/metadata-spec381.scale.gz', import.meta.url)),
)
const registry = new TypeRegistry()
registry.setMetadata(new Metadata(registry, `0x${metadata.toString('hex')}`))
const readers = createScaleReaders(registry.lookup, (key) => encodeAddress(key))

const subnetInfo = registry.metadata.apis.find((api) => api.name.eq('SubnetInfoRuntimeApi'))
const outputOf = (method: string) =>
  subnetInfo?.methods.find((one) => one.name.eq(method))?.output as SiLookupTypeId
const metagraphType = outputOf('get_metagraph')

/** The same value as polkadot.js has it, made plain. */
function plain(codec: Codec): unknown {
  const value = codec as Codec & Record<string, unknown>
  const raw = codec.toRawType()
  if (raw.startsWith('Option')) {
    const { isNone, unwrap } = value as unknown as { isNone: boolean; unwrap(): Codec }
    return isNone ? null : plain(unwrap.call(codec))
  }
  if (raw.startsWith('{')) {
    const entries = [...(codec as unknown as Iterable<[string, Codec]>)]
    return Object.fromEntries(entries.map(([name, field]) => [name, plain(field)]))
  }
  if (raw === 'Bytes') return [...codec.toU8a(true)]
  if (raw.startsWith('Vec') || raw.startsWith('('))
    return [...(codec as unknown as Iterable<Codec>)].map(plain)
  if (raw === 'bool') return value.isTrue
  return codec.toString()
}

/** Numbers as digits, bytes as lists and names in camel case, as in {@link plain}. */
function comparable(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object') return String(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      comparable(field),
    ]),
  )
}

const u64 = fc.bigInt(0n, (1n << 64n) - 1n)
const u16 = fc.integer({ min: 0, max: 65_535 })
const account = fc.uint8Array({ minLength: 32, maxLength: 32 })
const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 70 })
const identity = fc.record({ name: bytes, url: bytes, description: bytes }, { requiredKeys: ['name'] })

describe('values of a runtime', () => {
  test('are those that polkadot.js reads, on the metagraph of mainnet', () => {
    const type = registry.createLookupType(metagraphType)
    const some = fc.record({
      netuid: u16,
      name: bytes,
      identity: fc.option(fc.constant({})),
      block: u64,
      moving_price: u64,
      subnet_volume: fc.bigInt(0n, (1n << 128n) - 1n),
      registration_allowed: fc.boolean(),
      hotkeys: fc.array(account, { maxLength: 3 }),
      identities: fc.array(fc.option(identity), { maxLength: 3 }),
      axons: fc.array(
        fc.record({ block: u64, ip: fc.bigInt(0n, (1n << 128n) - 1n), port: u16, ip_type: fc.constant(4) }),
        { maxLength: 3 },
      ),
      active: fc.array(fc.boolean(), { maxLength: 9 }),
      emission: fc.array(u64, { maxLength: 9 }),
      dividends: fc.array(u16, { maxLength: 9 }),
      alpha_dividends_per_hotkey: fc.array(fc.tuple(account, u64), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(some, ({ moving_price, ...fields }) => {
        const named = { ...fields, moving_price: { bits: moving_price } }
        const camel = Object.fromEntries(
          Object.entries(named).map(([name, value]) => [
            name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
            value,
          ]),
        )
        const codec = registry.createTypeUnsafe<Codec>(type, [camel])
        const answer = readers.read(metagraphType, codec.toU8a())
        expect(comparable(answer)).toEqual(plain(codec))
      }),
      { numRuns: 60 },
    )
  })

  test('end where the bytes end', () => {
    const answer = registry.createTypeUnsafe<Codec>(registry.createLookupType(metagraphType), [{}]).toU8a()
    expect(readers.read(metagraphType, answer)).toMatchObject({ netuid: 0, hotkeys: [] })
    const longer = new Uint8Array(answer.length + 1)
    longer.set(answer)
    expect(() => readers.read(metagraphType, longer)).toThrow('1 bytes are left over')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: answer.length - 1 }), (length) => {
        expect(() => readers.read(metagraphType, answer.subarray(0, length))).toThrow(RangeError)
      }),
    )
  })

  test('are refused when they cannot be of their type, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        try {
          readers.read(metagraphType, Uint8Array.of(1, ...noise))
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
    const hotkeys = outputOf('get_coldkey_auto_stake_hotkey')
    expect(readers.read(hotkeys, Uint8Array.of(0))).toBeNull()
    expect(() => readers.read(hotkeys, Uint8Array.of(2, ...new Uint8Array(32)))).toThrow(
      'cannot begin with 2',
    )
  })
})
