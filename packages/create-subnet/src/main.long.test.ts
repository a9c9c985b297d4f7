import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CreateBench, openCreateBench } from './testing/create-bench.js'

let bench: CreateBench

beforeEach(async () => {
  bench = await openCreateBench()
})
afterEach(() => bench[Symbol.asyncDispose]())

it('defect: crashed without a reader of its output, as in --json | true', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const loader = fileURLToPath(import.meta.resolve('tsx'))
  const flags = ['acme', '--yes', '--no-install', '--no-git', '--json']
  const child = spawn(
    process.execPath,
    ['--conditions=@subnetkit/source', '--import', loader, main, ...flags],
    {
      cwd: bench.home,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(await readdir(join(bench.home, 'acme'))).toContain('package.json')
})
