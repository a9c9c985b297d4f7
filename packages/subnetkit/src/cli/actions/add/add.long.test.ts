import { execFile } from 'node:child_process'
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createStamped } from './testing/stamped.js'

const run = promisify(execFile)
const modules = fileURLToPath(new URL('../../../../../../node_modules', import.meta.url))

test('projects pass their checks with each part added', async () => {
  await using blank = await createStamped('blank', { isWhole: true })
  await using text = await createStamped('text', { isWhole: true })
  // One folder with both: a compiler and a runner take most of the time to start.
  const root = await mkdtemp(join(tmpdir(), 'subnetkit-add-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
  await symlink(modules, join(root, 'node_modules'))
  for (const [name, project] of Object.entries({ blank, text })) {
    expect(await project.add('synapse', 'translate')).toMatchObject({ name: 'translate' })
    expect(await project.add('family', 'word-count')).toMatchObject({ name: 'word-count' })
    if (name === 'blank') await project.add('family', 'sum', '--synapse', 'translate')
    expect(await project.add('criterion', 'concise')).toMatchObject({ name: 'concise' })
    for (const mechanism of ['speed', 'accuracy', 'v10', 'v9', 'a-name-as-long-as-a-name-may-be']) {
      expect(await project.add('mechanism', mechanism)).toMatchObject({ name: mechanism })
    }
    await rename(project.root, join(root, name))
  }
  const node = (folder: string, program: string, ...args: string[]) =>
    run(process.execPath, [join(modules, program), ...args], { cwd: join(root, folder) }).catch(
      ({ stdout, stderr }) => {
        throw new Error(`${stdout}${stderr}`)
      },
    )
  for (const name of ['blank', 'text']) {
    await node(
      name,
      '@biomejs/biome/bin/biome',
      'check',
      '--vcs-enabled=false',
      '--diagnostic-level=error',
      'src',
    )
  }
  // The sources of this repository are checked along with it: with their library.
  const compilerOptions = {
    ...{ rootDir: '/', noEmit: true, customConditions: ['@subnetkit/source'] },
    lib: ['es2023', 'esnext.disposable'],
  }
  const config = { extends: './blank/tsconfig.json', compilerOptions, include: ['blank/src', 'text/src'] }
  await writeFile(join(root, 'tsconfig.json'), JSON.stringify(config))
  await node('.', '@typescript/native/bin/tsc')
  const { stdout } = await node('.', 'vitest/vitest.mjs', 'run', '--reporter=json')
  expect(JSON.parse(stdout)).toMatchObject({ success: true, numFailedTestSuites: 0 })
})
