import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import nodePlop from 'node-plop'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

describe('plop package', () => {
  let copy = ''

  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'subnetkit-plop-'))
    for (const path of ['plopfile.mjs', 'tools/plop/package', 'tsconfig.json']) {
      await cp(join(root, path), join(copy, path), { recursive: true })
    }
  })
  afterEach(() => rm(copy, { recursive: true, force: true }))

  it('stamps out a package that the compiler knows', async () => {
    const plop = await nodePlop(join(copy, 'plopfile.mjs'))
    const answers = { name: 'lab', description: "What 'adversaries' do" }
    const { failures } = await plop.getGenerator('package').runActions(answers)
    expect(failures).toEqual([])

    const read = async (path: string) => JSON.parse(await readFile(join(copy, path), 'utf8'))
    expect(await read('packages/lab/package.json')).toMatchObject({
      name: '@subnetkit/lab',
      description: answers.description,
    })
    expect((await read('tsconfig.json')).references).toContainEqual({ path: 'packages/lab' })
    expect(await readFile(join(copy, 'packages/lab/src/index.ts'), 'utf8')).toContain('@subnetkit/lab')
  })
})
