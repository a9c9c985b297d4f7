import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadTypeScript } from '../../add/source/typescript.js'
import { createStamped } from '../../add/testing/stamped.js'
import { codemodsBetween, planSources } from '../plan.js'
import { compareVersions } from '../version-order.js'
import { codemods } from './codemods.js'

const parse = await loadTypeScript('a test')

/** Runs codemods over one file; its text, and the places that are left. */
async function run(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-upgrade-'))
  try {
    await writeFile(join(folder, 'tasks.ts'), text)
    const { files, places } = await planSources(parse, folder, ['tasks.ts'], codemods)
    return { after: files[0]?.after ?? text, places: places.map(({ path, line }) => `${path}:${line}`) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test.each(['blank', 'text'] as const)(
  'a project of %s as it was stamped at 0.1.0 becomes what is stamped now',
  async (domain) => {
    await using now = await createStamped(domain)
    await using then = await createStamped(domain, {
      change: (text) => text.replace(/\btasksPerMiner(?=:)/, 'perRound'),
    })
    const names = ['tasks', 'rubric', 'subnet', 'miner', 'protocol'].map((name) => `src/${name}.ts`)
    const { files, places } = await planSources(
      parse,
      then.root,
      names,
      codemodsBetween(codemods, '0.1.0', '0.2.0'),
    )
    expect([files.map(({ path }) => path), places]).toEqual([[then.file('tasks')], []])
    expect(files[0]?.after).toBe(await now.read('tasks'))
  },
)

test('perRound becomes tasksPerMiner in options and families, wherever the objects are', async () => {
  const before = `import { taskSource } from "subnetkit";
const one = { name: 'one', perRound: 2 } as const
const families = [one, { name: 'two', perRound }]
export const tasks = taskSource({ protocol, families, perRound: 3 })
export const others = taskSource({ protocol, families: [...families, { perRound: 1 }] })
`
  const { after, places } = await run(before)
  expect(after).toBe(
    before.replace(/perRound: /g, 'tasksPerMiner: ').replace('perRound }]', 'tasksPerMiner: perRound }]'),
  )
  expect(places).toEqual([])
  expect(await run(after)).toEqual({ after, places: [] })
})

test('places that may be the option, and files that cannot be read, are left to the owner with their lines', async () => {
  const unsure = `import { type TaskFamily, taskSource } from 'subnetkit'
const family = (perRound: number): TaskFamily => ({ name: 'one', perRound })
const { perRound } = options
export const tasks = taskSource({ protocol, families: [family(2)], ...options })
`
  expect(await run(unsure)).toEqual({ after: unsure, places: ['tasks.ts:2', 'tasks.ts:3'] })
  const unreadable = "import { taskSource } from 'subnetkit'\n\nconst = 3\n"
  expect(await run(unreadable)).toEqual({ after: unreadable, places: ['tasks.ts:3'] })
  const foreign = 'export const perRound = { perRound: 1 }\n'
  expect(await run(foreign)).toEqual({ after: foreign, places: [] })
})

test('each codemod belongs to a release that is out or comes next', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../../../../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const next = `${major}.${minor + 1}.0`
  for (const codemod of codemods) {
    expect(compareVersions(codemod.version, next)).toBeLessThanOrEqual(0)
    expect(codemod.summary).toMatch(/^\S.*[^.]$/)
  }
})

test('an upgrade has the changes after one version up to another, those of a release also in its prereleases', () => {
  const of = (version: string) => ({ version, summary: '', edit: () => ({ edits: [], places: [] }) })
  const all = ['0.10.0', '0.2.0', '0.3.0'].map(of)
  const between = (from: string, to: string) => codemodsBetween(all, from, to).map(({ version }) => version)
  expect(between('0.1.0', '0.10.0')).toEqual(['0.2.0', '0.3.0', '0.10.0'])
  expect(between('0.2.0', '0.9.9')).toEqual(['0.3.0'])
  expect(between('0.2.0', '0.3.0-next.1')).toEqual(['0.3.0'])
  expect(between('0.3.0-next.1', '0.3.0')).toEqual(['0.3.0'])
  const ordered = [
    '0.1.0-a',
    '0.1.0-a.1',
    '0.1.0-a.2',
    '0.1.0-a.10',
    '0.1.0-b',
    '0.1.0',
    '0.1.1',
    '0.2.0',
    '0.10.0',
  ]
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered)
})
