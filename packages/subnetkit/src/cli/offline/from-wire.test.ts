import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isBytes } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { bigint, bytes, encoded, z } from '../../index.js'
import { fromWire } from './from-wire.js'

const picture = z.object({ image: bytes(), size: bigint() })

test('a file of answers names binary values by their path', async () => {
  const folder = tmpdir()
  const name = `subnetkit-from-wire-${process.pid}`
  await writeFile(join(folder, name), 'pixels')
  const read = (await fromWire(picture, { image: { $file: name }, size: '3' }, folder)) as { image: unknown }
  expect(isBytes(read.image)).toBe(true)
  expect(await (read.image as Blob).text()).toBe('pixels')
  const lost = fromWire(picture, { image: { $file: `${name}-lost` } }, folder)
  await expect(lost).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

test('defect: an answer of a stranger named a file of this machine, and it was read', async () => {
  const answer = { image: { $file: '/etc/hosts' }, size: '3' }
  expect(await fromWire(picture, answer)).toBe(answer)
})

test('defect: binary values of a client came back as plain objects', async () => {
  const image = new Uint8Array([1, 2])
  expect(await fromWire(picture, { image, size: 3n }, tmpdir())).toEqual({ image, size: 3n })
})

test('a codec of the subnet gets its decoded side, and what it refuses is left', async () => {
  const point = encoded(
    z.codec(z.string(), z.instanceof(URL), { decode: (text) => new URL(text), encode: (url) => url.href }),
  )
  expect(await fromWire(point, 'http://a.b/')).toEqual(new URL('http://a.b/'))
  expect(await fromWire(point, 7)).toBe(7)
})
