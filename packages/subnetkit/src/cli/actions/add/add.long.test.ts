import { execFile } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createStamped } from './testing/stamped.js'

const run = promisify(execFile)
const modules = fileURLToPath(new URL('../../../../../../node_modules', import.meta.url))

test.each(['blank', 'text'] as const)(
  'a project of %s passes its checks with each part added',
  async (domain) => {
    await using project = await createStamped(domain, { isWhole: true })
    await symlink(modules, join(project.root, 'node_modules'))
    await run('git', ['init', '--quiet'], { cwd: project.root })
    expect(await project.add('synapse', 'translate')).toMatchObject({ name: 'translate' })
    expect(await project.add('family', 'word-count')).toMatchObject({ name: 'word-count' })
    if (domain === 'blank') await project.add('family', 'sum', '--synapse', 'translate')
    expect(await project.add('criterion', 'concise')).toMatchObject({ name: 'concise' })
    expect(await project.add('mechanism', 'speed')).toMatchObject({ name: 'speed' })
    const node = (program: string, ...args: string[]) =>
      run(process.execPath, [join(modules, program), ...args], { cwd: project.root }).catch(
        ({ stdout, stderr }) => {
          throw new Error(`${stdout}${stderr}`)
        },
      )
    await node('@biomejs/biome/bin/biome', 'check', '--diagnostic-level=error', 'src')
    // The sources of this repository are checked along with it: with their library.
    const source = ['--customConditions', '@subnetkit/source', '--lib', 'es2023,esnext.disposable']
    await node('@typescript/native/bin/tsc', '--noEmit', ...source)
    const { stdout } = await node('vitest/vitest.mjs', 'run', '--dir', 'src', '--reporter=json')
    expect(JSON.parse(stdout)).toMatchObject({ success: true })
  },
)
