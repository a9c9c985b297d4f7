import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../testing/code-of.js'
import { golden } from '../testing/golden.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { inspectKeyfile, unlockKeyfile } from './read-keyfile.js'
import { writeKeyfile, writePublicKeyfile } from './write-keyfile.js'

const source = { mnemonic: golden.mnemonic }
const plain = { password: null }
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

describe('writeKeyfile', () => {
  it('writes for its owner only, whatever the umask is, and leaves no draft', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'w/hotkeys/hot')
    const before = process.umask(0)
    try {
      await writeKeyfile(path, source, plain)
    } finally {
      process.umask(before)
    }
    const folders = [join(folder.path, 'w'), join(folder.path, 'w/hotkeys')]
    expect([await modeOf(path), ...(await Promise.all(folders.map(modeOf)))]).toEqual(['600', '700', '700'])
    expect(await readdir(join(folder.path, 'w/hotkeys'))).toEqual(['hot'])
    expect((await unlockKeyfile(path)).address).toBe(golden.address)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ secretPhrase: golden.mnemonic })
  })

  it('does not touch a file that is there, a dangling link included, unless told to', async () => {
    await using folder = await temporaryFolder()
    const [path, link] = [join(folder.path, 'hot'), join(folder.path, 'link')]
    await writeFile(path, 'precious')
    await symlink(join(folder.path, 'nowhere'), link)
    for (const taken of [path, link]) {
      expect(await codeOf(() => writeKeyfile(taken, source, plain))).toBe('KEYFILE_EXISTS')
    }
    expect(await readFile(path, 'utf8')).toBe('precious')
    expect((await readdir(folder.path)).sort()).toEqual(['hot', 'link'])
    await writeKeyfile(path, source, { ...plain, overwrite: true })
    expect((await inspectKeyfile(path)).address).toBe(golden.address)
  })

  it('lets one of many writers at once win, and keeps its file whole', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'hot')
    const seeds = Array.from({ length: 12 }, (_, index) => `0x${Buffer.alloc(32, index + 1).toString('hex')}`)
    const results = await Promise.allSettled(seeds.map((seed) => writeKeyfile(path, { seed }, plain)))
    const won = results.filter((result) => result.status === 'fulfilled')
    expect(won).toHaveLength(1)
    const lost = results.filter((result) => result.status === 'rejected')
    expect(new Set(lost.map(({ reason }) => reason.code))).toEqual(new Set(['KEYFILE_EXISTS']))
    expect((await unlockKeyfile(path)).address).toBe(won[0]?.value.address)
    expect(await readdir(folder.path)).toEqual(['hot'])
  })

  it('judges a password first', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'coldkey')
    expect(await codeOf(() => writeKeyfile(path, source, { password: '12345' }))).toBe('PASSWORD_WEAK')
    expect(await readdir(folder.path)).toEqual([])
  })

  it('says what cannot be written', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'file'), '')
    expect(await codeOf(() => writeKeyfile(join(folder.path, 'file/hot'), source, plain))).toBe(
      'KEYFILE_NOT_WRITTEN',
    )
  })
})

describe('readKeyfile', () => {
  it('says what is not there, no file, too large, or only public', async () => {
    await using folder = await temporaryFolder()
    const at = (name: string) => join(folder.path, name)
    await mkdir(at('folder'))
    await writeFile(at('large'), 'a'.repeat(65_537))
    await writePublicKeyfile(at('pub.txt'), await writeKeyfile(at('hot'), source, plain))
    const codes = ['none', 'hot/none', 'folder', 'large', 'pub.txt'].map((name) =>
      codeOf(() => unlockKeyfile(at(name))),
    )
    expect(await Promise.all(codes)).toEqual([
      'KEYFILE_NOT_FOUND',
      'KEYFILE_NOT_FOUND',
      'KEYFILE_UNREADABLE',
      'KEYFILE_UNREADABLE',
      'KEYFILE_PUBLIC_ONLY',
    ])
    expect(await codeOf(() => unlockKeyfile('/dev/zero'))).toBe('KEYFILE_UNREADABLE')
    expect(await inspectKeyfile(at('pub.txt'))).toMatchObject({ address: golden.address, canSign: false })
  })

  it.skipIf(process.getuid?.() === 0)('says what its user may not read', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'hot')
    await writeKeyfile(path, source, plain)
    await chmod(path, 0)
    expect(await codeOf(() => unlockKeyfile(path))).toBe('KEYFILE_UNREADABLE')
  })
})
