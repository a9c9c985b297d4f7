import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reachableDeclarations } from './declarations.js'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-declarations-'))
  await mkdir(join(folder, 'dist/deep'), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('leave out what no entry leads to, in every way to name a module', async () => {
  const files = {
    'dist/index.d.ts':
      "export {\n  a,\n} from './a.js'\nexport declare const b: import('./deep/b.js').B\nimport 'zod'",
    'dist/a.d.ts': "import type { C } from './c.js'\nimport './side.js'\nexport * from './data.json'",
    'dist/c.d.ts': "export * from './a.js'",
    'dist/side.d.ts': "declare module './augmented.js' {}",
    'dist/augmented.d.ts': '',
    'dist/deep/b.d.ts': "export { d } from '../d.js'",
    'dist/d.d.ts': '',
    'dist/command.d.ts': "export * from './a.js'",
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
  const reached = await reachableDeclarations(folder, ['./dist/index.d.ts'])
  expect([...reached].sort()).toEqual(
    Object.keys(files)
      .filter((path) => path !== 'dist/command.d.ts')
      .sort(),
  )
})

it('fail where a declaration names one that is missing', async () => {
  await writeFile(join(folder, 'dist/index.d.ts'), "export * from './gone.js'")
  await expect(reachableDeclarations(folder, ['dist/index.d.ts'])).rejects.toMatchObject({ code: 'ENOENT' })
})
