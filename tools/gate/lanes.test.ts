import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runLanes, type Step } from './lanes.js'

let folder = ''
let printed: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-lanes-'))
  printed = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = (lanes: readonly (readonly Step[])[]) =>
  runLanes(lanes, { print: (text) => void printed.push(text) })
const node = (program: string): Step => [process.execPath, '-e', program]
const mark = (name: string) => node(`fs.writeFileSync(${JSON.stringify(join(folder, name))}, '')`)
const isMarked = (name: string) =>
  readFile(join(folder, name)).then(
    () => true,
    () => false,
  )
/** Ends once another step has written a file. */
const waitFor = (name: string, then = '') =>
  node(
    `const look = () => fs.existsSync(${JSON.stringify(join(folder, name))}) ? (() => { ${then} })() : setTimeout(look, 5); look()`,
  )

it('runs lanes side by side, and the steps of each in their order', async () => {
  // Each waits for the other: one after the other, neither would end.
  const lanes = [
    [mark('a'), waitFor('b')],
    [waitFor('a'), mark('b')],
  ]
  expect(await run(lanes)).toEqual([])
  expect(printed).toEqual([])
})

it('prints what another lane wrote once it has ended', async () => {
  const say = (text: string) => node(`console.log(${JSON.stringify(text)}); console.error('!')`)
  expect(await run([[mark('a')], [say('one'), say('two')]])).toEqual([])
  expect(printed).toHaveLength(1)
  expect(printed[0]?.replaceAll(/!\n/g, '')).toBe('one\ntwo\n')
})

it('begins no further step after one that failed, and names each that did', async () => {
  const fail = node('process.exit(3)')
  const late = waitFor('over', 'process.exit(1)')
  const failed = await run([
    [late, mark('next')],
    [fail, mark('after')],
    [node(`setTimeout(() => fs.writeFileSync(${JSON.stringify(join(folder, 'over'))}, ''), 50)`)],
  ])
  expect(failed).toEqual(expect.arrayContaining([fail.join(' '), late.join(' ')]))
  expect([await isMarked('next'), await isMarked('after')]).toEqual([false, false])
})

it('fails for a command that is not there', async () => {
  const [missing] = [[join(folder, 'none'), 'x']] as [Step]
  expect(await run([[mark('a')], [missing]])).toEqual([missing.join(' ')])
  expect(printed.join()).toContain('ENOENT')
  await writeFile(join(folder, 'none'), 'not a program')
  expect(await run([[missing]])).toEqual([missing.join(' ')])
})
