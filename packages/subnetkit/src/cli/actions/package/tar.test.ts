import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { type ArchiveFile, readTar, tarEnd, tarFile } from './tar.js'

const file = (path: string, text = 'text', executable = false): ArchiveFile => ({
  path,
  executable,
  data: Buffer.from(text),
})

async function* chunks(data: Buffer, size: number) {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size)
}

async function read(data: Buffer, size = 100): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = []
  for await (const one of readTar('a.tgz', chunks(data, size))) files.push(one)
  return files
}

const archive = (...files: readonly ArchiveFile[]): Buffer =>
  Buffer.concat([...files.map((one) => tarFile(one, 0)), tarEnd()])

describe('an archive', () => {
  it('is read as it was written, with long paths, in chunks of any size', async () => {
    const files = [
      file('a/b', 'x'.repeat(512)),
      file('a/empty', ''),
      file(`a/${'long/'.repeat(60)}ü.js`, 'x', true),
      // Ends where the length of the attribute gets another digit.
      ...Array.from({ length: 6 }, (_, more) => file(`a/${'b'.repeat(86 + more)}`)),
    ]
    for (const size of [1, 511, 512, 10_000]) expect(await read(archive(...files), size)).toEqual(files)
  })

  it('depends on its files and the time that is given alone', () => {
    const header = tarFile(file('a/b'), 1_700_000_000).subarray(0, 512)
    expect(header.toString('latin1', 100, 148)).toBe(
      '0000644\x000000000\x000000000\x0000000000004\x0014524770400\0',
    )
    expect(header.toString('latin1', 257, 265)).toBe('ustar\u000000')
    expect(header.subarray(265, 329).every((byte) => byte === 0)).toBe(true)
  })

  it.each([
    ['cut off', (data: Buffer) => data.subarray(0, 700)],
    ['without an end', (data: Buffer) => data.subarray(0, 1_024)],
    ['with something after its end', (data: Buffer) => Buffer.concat([data, Buffer.from('x')])],
    ['with a damaged header', (data: Buffer) => data.fill('z', 0, 1)],
    ['with a link', () => retyped('2')],
    ['with a folder', () => retyped('5')],
  ])('%s is refused', async (_, change) => {
    await expect(read(change(archive(file('a/b'))))).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
  })

  it.each(['../b', '/b', 'a/../../b', 'a//b', 'a/./b', 'a\\b'])(
    'with the path %s is refused',
    async (path) => {
      await expect(read(archive(file(path)))).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
    },
  )
})

/** An archive whose only entry is of another type, with a right checksum. */
function retyped(type: string): Buffer {
  const data = archive(file('a/b'))
  const before = data[156] ?? 0
  data.write(type, 156, 'latin1')
  const sum = Number.parseInt(data.toString('latin1', 148, 154), 8) + (data[156] ?? 0) - before
  data.write(sum.toString(8).padStart(6, '0'), 148, 'latin1')
  return data
}
