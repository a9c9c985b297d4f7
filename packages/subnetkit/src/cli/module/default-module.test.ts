import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultModule } from './default-module.js'

describe('the module of a project', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'default-module-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function write(name: string, content: object | string = ''): Promise<string> {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  it('is what package.json says: subnet, then exports, then main', async () => {
    const [own, entry, main] = [
      await write('own.ts'),
      await write('dist/entry.js'),
      await write('dist/main.js'),
    ]
    await write('src/subnet.ts')
    await write('package.json', { main: 'dist/main.js' })
    expect(await defaultModule(folder)).toBe(main)
    const exports = { '.': { types: './dist/entry.d.ts', import: './dist/entry.js' } }
    await write('package.json', { main: 'dist/main.js', exports })
    expect(await defaultModule(folder)).toBe(entry)
    await write('package.json', { main: 'dist/main.js', exports, subnet: './own.ts' })
    expect(await defaultModule(folder)).toBe(own)
  })

  it('is src/subnet.ts where nothing names it, and before the project is built', async () => {
    const usual = await write('src/subnet.ts')
    expect(await defaultModule(folder)).toBe(usual)
    await write('package.json', { name: 'my-subnet' })
    expect(await defaultModule(folder)).toBe(usual)
    await write('package.json', { main: 'dist/subnet.js' })
    expect(await defaultModule(folder)).toBe(usual)
  })

  it('is the source of a project that is built, where that is preferred', async () => {
    const [usual, built, own] = [
      await write('src/subnet.ts'),
      await write('dist/subnet.js'),
      await write('own.ts'),
    ]
    await write('package.json', { main: 'dist/subnet.js' })
    expect(await defaultModule(folder)).toBe(built)
    expect(await defaultModule(folder, { preferSource: true })).toBe(usual)
    await write('package.json', { main: 'dist/subnet.js', subnet: 'own.ts' })
    expect(await defaultModule(folder, { preferSource: true })).toBe(own)
  })

  it('is refused where there is none', async () => {
    await expect(defaultModule(folder)).rejects.toMatchObject({ code: 'USAGE' })
    await write('package.json', { main: 'dist/subnet.js' })
    await expect(defaultModule(folder)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining('main names dist/subnet.js'),
    })
    await write('src/subnet.ts')
    await write('package.json', { subnet: './gone.ts' })
    await expect(defaultModule(folder)).rejects.toMatchObject({ code: 'FILE_INVALID' })
    await write('package.json', '{')
    await expect(defaultModule(folder)).rejects.toMatchObject({ code: 'FILE_INVALID' })
  })
})
