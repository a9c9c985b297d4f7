import { readFile } from 'node:fs/promises'
import { compileFunction } from 'node:vm'
import * as possession from '@subnetkit/possession'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import type { Shelf } from '@subnetkit/subnet-storage/shelf'
import { transform } from 'esbuild'
import * as subnetkit from 'subnetkit'
import { expect, test } from 'vitest'

const readme = new URL('../../packages/subnet-storage/README.md', import.meta.url)
const { blockBytes, hashObject, sampleLeaves, tagsLength, leavesOf, verifyLeaves } = possession

/** The shelf of the README. */
async function readmeShelf(): Promise<Shelf> {
  const code = /^```ts\n\/\/ src\/my-shelf\.ts\n(.*?)^```$/ms.exec(await readFile(readme, 'utf8'))?.[1]
  if (code === undefined) throw new Error('the README shows no shelf')
  const module = await transform(code, { loader: 'ts', format: 'cjs' })
  const loaded: { exports: { createMyShelf?: () => Shelf } } = { exports: {} }
  const modules: Record<string, unknown> = { '@subnetkit/possession': possession, subnetkit }
  compileFunction(module.code, ['require', 'module'])((name: string) => modules[name], loaded)
  return loaded.exports.createMyShelf!()
}

const bytesOf = (content: Uint8Array) =>
  new subnetkit.Bytes({
    size: content.length,
    async *chunks() {
      yield content
    },
  })

test('a miner with the shelf of the README proves leaves, returns ranges, and refuses another object', async () => {
  const content = new Uint8Array(3 * blockBytes + 100).map((_, at) => at % 251)
  const { size, root } = await hashObject([content])
  const object = Buffer.from(root).toString('hex')
  const miner = createStorageMiner(await readmeShelf())
  const call = (input: object) => ({ input, caller: { hotkey: 'validator' } }) as never
  const stored = { size, bytes: bytesOf(content), tags: bytesOf(new Uint8Array(tagsLength(size))) }
  expect(await miner.store(call({ ...stored, object: '0'.repeat(64) }))).toEqual({ stored: false })
  expect(await miner.store(call({ ...stored, object }))).toEqual({ stored: true })

  const leaves = sampleLeaves({ seed: ['block'], leaves: leavesOf(size), count: 20 })
  const { proofs } = await miner.audit(call({ objects: [{ object, size, leaves }] }))
  expect(verifyLeaves({ size, root }, leaves, proofs[0]!)).toBe(true)
  const { bytes } = await miner.retrieve(call({ object, size, first: 2, blocks: 2 }))
  expect(await (bytes as subnetkit.Bytes).bytes()).toEqual(content.subarray(2 * blockBytes))
  expect(await miner.drop(call({ objects: [object] }))).toEqual({ dropped: 1 })
})
