import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bytes, bytesOf, mapBytes } from '@subnetkit/core'
import { describe, expect, it, test } from 'vitest'
import { encodePrefix } from './frame.js'
import { PartsError } from './parts-head.js'
import { createPartsReader } from './read-parts.js'
import { createSpool, type SpoolOptions } from './spool.js'
import { packParts } from './write-parts.js'

async function messageOf(value: unknown): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of packParts(value).chunks()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A message of parts that need not fit. */
function framed(
  json: string,
  parts: readonly Uint8Array[],
  lengths = parts.map(({ length }) => length),
): Buffer {
  const head = Buffer.from(json, 'latin1')
  return Buffer.concat([encodePrefix(head.length, lengths), head, ...parts])
}

async function read(message: Uint8Array, { chunk = 7, maxBytes = 10_000_000, ...spool }: Read = {}) {
  const store = createSpool(spool)
  const reader = createPartsReader({ account: store.enter(peer), maxBytes })
  for (let at = 0; at < message.length; at += chunk) await reader.push(message.subarray(at, at + chunk))
  return { parts: await reader.end(), store }
}
type Read = SpoolOptions & { readonly chunk?: number; readonly maxBytes?: number }

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'spool-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
const b = (text: string) => bytesOf(Buffer.from(text))
const big = randomBytes(1_500_000)
const peer = { address: '192.0.2.1', hotkey: 'hotkey' }

describe('a message', () => {
  it.each([1, 3, 12, 64, 100_000])('is read from chunks of %i bytes', async (chunk) => {
    const value = { name: 'é', list: [b('one'), b(''), { deep: b('three') }], n: 1, x: null }
    const message = await messageOf(value)
    const { parts } = await read(message, { chunk, above: 4 })
    expect(parts.sha256).toBe(createHash('sha256').update(message).digest('hex'))
    const back = (await parts.read()) as { list: [Bytes, Bytes, { deep: Bytes }] }
    const [one, none, { deep }] = back.list
    expect(await Promise.all([one, none, deep].map((part) => part.text()))).toEqual(['one', '', 'three'])
    expect(back).toMatchObject({ name: 'é', n: 1 })
    parts.release()
  })

  it('is the same whatever holds its bytes, and says its length and hash before', async () => {
    const sources = [big, big.buffer.slice(big.byteOffset, big.byteOffset + big.length), new Blob([big])]
    const packed = sources.map((source) => packParts({ image: bytesOf(source) }))
    const hashes = await Promise.all(packed.map((one) => one.digest()))
    expect(new Set(hashes).size).toBe(1)
    expect(packed.map(({ length }) => length)).toEqual(Array(3).fill(12 + 8 + 21 + big.length))
    expect(hashes[0]).toBe(
      createHash('sha256')
        .update(await messageOf({ image: bytesOf(big) }))
        .digest('hex'),
    )
  })

  it('keeps small values in memory and large ones in files without a name', async () => {
    const message = await messageOf([b('small'), bytesOf(big), b('late')])
    await using folder = await temporaryFolder()
    const directory = folder.path
    const { parts, store } = await read(message, { chunk: 65_536, directory })
    expect(store.used()).toBe(big.length)
    expect(await readdir(directory)).toEqual([])
    const [small, large, late] = (await parts.read()) as [Bytes, Bytes, Bytes]
    expect([await small.text(), await late.text(), large.size]).toEqual(['small', 'late', big.length])
    expect(Buffer.compare(await large.bytes(), big)).toBe(0)
    expect(Buffer.compare(Buffer.from(await new Response(large.stream()).arrayBuffer()), big)).toBe(0)
    expect(await large.sha256()).toBe(createHash('sha256').update(big).digest('hex'))
    expect(JSON.stringify(large)).toBe(JSON.stringify({ bytes: big.length, sha256: await large.sha256() }))
    parts.release()
    expect(store.used()).toBe(0)
    await expect(large.bytes()).rejects.toThrow('released')
    expect(await small.text()).toBe('small')
  })

  it('waits for readers before a file is closed', async () => {
    const { parts, store } = await read(await messageOf([bytesOf(big)]), { chunk: 65_536 })
    const [large] = (await parts.read()) as [Bytes]
    const reading = large.chunks().next()
    parts.release()
    expect(store.used()).toBe(big.length)
    expect((await reading).value?.length).toBe(262_144)
    expect(store.used()).toBe(0)
  })

  it('defect: a file that was being opened when its message was given up kept its disk space', async () => {
    const store = createSpool()
    const reader = createPartsReader({ account: store.enter(peer), maxBytes: 10_000_000 })
    const pushed = reader.push(await messageOf([bytesOf(big)]))
    reader.release()
    await pushed?.catch(() => {})
    expect(store.used()).toBe(0)
  })

  it('is refused when the disk space is used up', async () => {
    const refused = read(await messageOf([bytesOf(big)]), { chunk: 65_536, maxBytes: 2_000_000 })
    await (await refused).parts.release()
    const full = createPartsReader({
      account: createSpool({ maxBytes: 1_000, above: 0 }).enter(peer),
      maxBytes: 10_000_000,
    })
    await expect(full.push(await messageOf([bytesOf(big)]))).rejects.toMatchObject({ code: 'SPOOL_FULL' })
  })
})

const one = [Buffer.from('abc')]
test.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['a prefix cut short', framed('{"$part":0}', one).subarray(0, 11)],
  ['a head cut short', framed('{"$part":0}', one).subarray(0, 25)],
  ['a part cut short', framed('{"$part":0}', one).subarray(0, -1)],
  ['bytes after the last part', Buffer.concat([framed('{"$part":0}', one), Buffer.from('x')])],
  ['bytes after no part', Buffer.concat([framed('{}', []), Buffer.from('x')])],
  ['other first bytes', Buffer.from('{"text":"hello world, this is JSON"}')],
  ['a length of 2^64 - 1', Buffer.concat([encodePrefix(2, [2 ** 53 - 1]), Buffer.from('{}')])],
  ['more parts than allowed', encodePrefix(2, Array(1_025).fill(0))],
  ['a head larger than allowed', encodePrefix(262_145, [])],
  ['a part that nothing refers to', framed('{}', one)],
  ['a reference to nothing', framed('{"a":{"$part":0},"b":{"$part":1}}', one)],
  ['a part that is referred to twice', framed('[{"$part":0},{"$part":0}]', one)],
  ['a negative reference', framed('[{"$part":-1}]', one)],
  ['a fractional reference', framed('[{"$part":0.5}]', one)],
  ['a reference as text', framed('[{"$part":"0"}]', one)],
  ['a reference with another member', framed('[{"$part":0,"x":1}]', one)],
  ['text after the JSON', framed('{"$part":0}}', one)],
  ['a byte order mark', framed('\u00ef\u00bb\u00bf{"$part":0}', one)],
  ['bytes that are no UTF-8', framed('["\u00ff",{"$part":0}]', one)],
  ['JSON that is nested too deeply', framed(`${'['.repeat(100_000)}{"$part":0}${']'.repeat(100_000)}`, one)],
])('%s is refused', async (_, message) => {
  const work = async () => (await read(message, { chunk: 50_000 })).parts.read()
  await expect(work()).rejects.toBeInstanceOf(PartsError)
})

test('a value that gives other bytes than it said, or a field like a reference, is not sent', async () => {
  expect(() => packParts({ a: { $part: 0 } })).toThrow('$part')
  expect(() => packParts(Array.from({ length: 1_025 }, () => b('')))).toThrow('1025')
  for (const size of [2, 4]) {
    const wrong = new Bytes({ size, chunks: () => [Buffer.from('abc')] })
    await expect(packParts([wrong]).digest()).rejects.toThrow(`of ${size} bytes`)
  }
})

test('the vectors of docs/protocol.md', async () => {
  const file = new URL('../../../../docs/vectors/parts-1.json', import.meta.url)
  const { valid, invalid } = JSON.parse(await readFile(file, 'utf8')) as Vectors
  for (const { json, parts, message } of valid) {
    const value = JSON.parse(json, (_, field) =>
      Number.isInteger(field?.$part) ? bytesOf(Buffer.from(parts[field.$part]!, 'hex')) : field,
    )
    expect((await messageOf(value)).toString('hex')).toBe(message)
    const found: Bytes[] = []
    const back = mapBytes(await (await read(Buffer.from(message, 'hex'))).parts.read(), (part) => ({
      $part: found.push(part) - 1,
    }))
    expect(back).toEqual(JSON.parse(json))
    const contents = await Promise.all(
      found.map(async (part) => Buffer.from(await part.bytes()).toString('hex')),
    )
    expect(contents).toEqual(parts)
  }
  for (const { why, message } of invalid) {
    const work = async () => (await read(Buffer.from(message, 'hex'))).parts.read()
    await expect(work(), why).rejects.toBeInstanceOf(PartsError)
  }
})

interface Vectors {
  readonly valid: readonly {
    readonly json: string
    readonly parts: readonly string[]
    readonly message: string
  }[]
  readonly invalid: readonly { readonly why: string; readonly message: string }[]
}
