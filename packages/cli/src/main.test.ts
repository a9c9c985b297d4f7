import { expect, test } from 'vitest'
import { startProcess } from './testing/process.js'

/** Says on stderr which module is loaded. */
const spy = `
import { writeSync } from 'node:fs'
export const load = (url, context, next) => (writeSync(2, 'loaded ' + url + '\\n'), next(url, context))`
const register = `
import { register } from 'node:module'
register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(spy))})`

const modulesOf = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, url]) => url as string)

test.each([
  [['--help'], 'metagraph'],
  [['weights', 'set', '--help'], '--weights'],
  [['metagraf'], ''],
])('%j loads commander and nothing heavy', async (argv, text) => {
  const run = startProcess(argv, {
    nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
  })
  await run.ended
  expect(run.stdout()).toContain(text)
  const modules = modulesOf(run.stderr())
  expect(modules.some((url) => url.includes('/cli/src/program/program.ts'))).toBe(true)
  const packages = modules.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  expect([...new Set(packages)]).toEqual(['commander'])
  expect(modules.filter((url) => url.includes('/packages/') && !url.includes('/packages/cli/'))).toEqual([])
  expect(modules.filter((url) => url.includes('/action.ts'))).toEqual([])
})

test('as a process it ends with the code, and stdout holds one document', async () => {
  const run = startProcess([
    'metagraph',
    '--netuid',
    '1',
    '-n',
    'ws://127.0.0.1:1',
    '--timeout',
    '1',
    '--json',
  ])
  expect(await run.ended).toBe(1)
  expect(JSON.parse(run.stdout())).toMatchObject({ error: { code: 'CHAIN_UNREACHABLE' } })
})
