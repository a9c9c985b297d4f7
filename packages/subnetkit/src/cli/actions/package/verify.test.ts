import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { type ArchiveFile, readTar, tarEnd, tarFile } from './tar.js'
import { createTestProject } from './testing/project.js'
import { verifyPackage } from './verify.js'

let home = ''
let archive = Buffer.alloc(0)
let hash = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-verify-'))
  await using project = await createTestProject()
  const module = join(project.folder, 'dist/subnet.js')
  const { stdout } = await runInProcess(['package', module, '--role', 'miner', '--out', home, '--json'])
  hash = JSON.parse(stdout).hash
  archive = await readFile(join(home, 'me-my-subnet-1.2.3-miner.tgz'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function save(data: Uint8Array): Promise<string> {
  const file = join(home, 'changed.tgz')
  await writeFile(file, data)
  return file
}

/** The package with other files. */
async function changed(change: (files: ArchiveFile[]) => ArchiveFile[]): Promise<string> {
  const files: ArchiveFile[] = []
  const source = (async function* () {
    yield gunzipSync(archive)
  })()
  for await (const one of readTar('a', source)) files.push(one)
  return save(zipped(Buffer.concat([...change(files).map((one) => tarFile(one, 0)), tarEnd()])))
}

/** Compressed as packages are. */
function zipped(data: Buffer): Buffer {
  const compressed = gzipSync(data)
  compressed[9] = 255
  return compressed
}

/** Gives a changed header its right checksum. */
function sign(header: Buffer): void {
  const sum = header.fill(' ', 148, 156).reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}

describe('a package', () => {
  it('is verified without its project', async () => {
    const verified = await verifyPackage(await save(archive))
    expect(verified).toMatchObject({ hash, manifest: { role: 'miner', name: '@me/my-subnet' } })
    expect(await verifyPackage(await changed((files) => files))).toMatchObject({ hash })
  })

  it('with one flipped bit is refused, wherever it is', async () => {
    const refused = async (at: number) => {
      const damaged = Buffer.from(archive)
      damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7))
      return verifyPackage(await save(damaged)).then(
        () => null,
        ({ code }) => code,
      )
    }
    const bits = archive.length * 8
    // Its mark, a sample of the rest, and the checksum; before that may be padding, which is nothing of the package.
    const sample = Array.from({ length: bits }, (_, at) => at).filter(
      (at) => at < 24 || at >= bits - 64 || (at >= 80 && at % 911 === 0 && at < bits - 72),
    )
    for (const at of sample)
      expect([at, await refused(at)]).toEqual([at, expect.stringMatching(/^(PACKAGE_DAMAGED|FILE_INVALID)$/)])
  })

  it.each([0, 1, 9])('defect: was called damaged where it was compressed with level %i', async (level) => {
    const verified = await verifyPackage(await save(gzipSync(gunzipSync(archive), { level })))
    expect(verified).toMatchObject({ hash })
    const tar = gunzipSync(archive)
    const at = tar.indexOf('export const handlers')
    tar[at] = 0
    await expect(verifyPackage(await save(gzipSync(tar, { level })))).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining('dist/subnet.js is not the file of the manifest'),
    })
  })

  it.each([
    [
      'another file',
      'dist/subnet.js is not the file of the manifest',
      (files: ArchiveFile[]) =>
        files.map((one) => (one.path.endsWith('dist/subnet.js') ? { ...one, data: Buffer.from('x') } : one)),
    ],
    [
      'a missing file',
      'node_modules/leaf/index.js is missing',
      (files: ArchiveFile[]) => files.filter(({ path }) => !path.endsWith('leaf/index.js')),
    ],
    [
      'one more file',
      'more.js is not in its manifest',
      (files: ArchiveFile[]) => [
        ...files,
        { path: 'me-my-subnet-1.2.3-miner/more.js', executable: false, data: Buffer.from('x') },
      ],
    ],
    [
      'a file twice',
      'run.mjs is not in its manifest, or there twice',
      (files: ArchiveFile[]) => [...files, files.find(({ path }) => path.endsWith('run.mjs')) as ArchiveFile],
    ],
    [
      'a manifest of another release',
      'manifest.json is not the one',
      (files: ArchiveFile[]) =>
        files.map((one) =>
          one.path.endsWith('/manifest.json')
            ? { ...one, data: Buffer.from(one.data.toString().replace('"1.2.3"', '"1.2.4"')) }
            : one,
        ),
    ],
  ])('with %s is refused by name', async (_, message, change) => {
    await expect(verifyPackage(await changed(change))).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining(message),
    })
  })

  it('defect: passed changed owners, permissions and names in the headers of its files', async () => {
    for (const [at, text] of [
      [100, '0004777'],
      [100, '0000000'],
      [108, '0001750'],
      [116, '0001750'],
      [157, '/etc/passwd'],
      [265, 'root'],
    ] as const) {
      const data = gunzipSync(archive)
      data.write(text, at, 'latin1')
      sign(data.subarray(0, 512))
      await expect(verifyPackage(await save(zipped(data)))).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
    }
  })

  it('defect: passed files that are executable only in the archive', async () => {
    const place = await changed((files) => files.map((one) => ({ ...one, executable: !one.executable })))
    await expect(verifyPackage(place)).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
    const other = await changed((files) =>
      files.map((one) => (one.path.endsWith('dist/subnet.js') ? { ...one, executable: true } : one)),
    )
    await expect(verifyPackage(other)).rejects.toMatchObject({
      message: expect.stringContaining('dist/subnet.js has other permissions'),
    })
  })

  it('defect: passed files in another order', async () => {
    const place = await changed(([release, manifest, first, second, ...others]) =>
      [release, manifest, second, first, ...others].filter((one) => one !== undefined),
    )
    await expect(verifyPackage(place)).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
  })

  it('defect: passed what follows the compressed files', async () => {
    for (const more of [
      Buffer.from('more'),
      gzipSync(''),
      zipped(Buffer.alloc(512)),
      zipped(Buffer.from('more')),
    ]) {
      const place = await save(Buffer.concat([archive, more]))
      await expect(verifyPackage(place)).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
    }
    const longer = zipped(Buffer.concat([gunzipSync(archive), Buffer.alloc(512)]))
    await expect(verifyPackage(await save(longer))).rejects.toMatchObject({ code: 'PACKAGE_DAMAGED' })
  })

  it.each([
    ['a text', Buffer.from('text')],
    ['an archive of something else', gzipSync(Buffer.alloc(1024))],
  ])('is not %s', async (_, data) => {
    await expect(verifyPackage(await save(data))).rejects.toMatchObject({
      code: expect.stringMatching(/^(FILE_INVALID|PACKAGE_DAMAGED)$/),
    })
  })
})
