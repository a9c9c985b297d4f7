import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { type Migration, migrateFork } from './migrate-fork.js'
import { createFork, weatherFork } from './testing/fork.js'
import { oddFork } from './testing/odd-fork.js'

describe('a fork with odd names and types', () => {
  let migration: Migration
  let text = ''
  beforeAll(async () => {
    await using fork = await createFork(oddFork)
    migration = await migrateFork(fork.folder)
    text = migration.files.get('src/protocol.ts') ?? ''
  })
  const marksOf = (subject: string) =>
    migration.report.marks.filter((mark) => mark.subject.endsWith(subject)).map(({ reason }) => reason)

  test('defect: names in other scripts, and names that differ in case alone, were invalid or the same', () => {
    expect(migration.report.synapses.map(({ name }) => name)).toEqual([
      ...['prevision', 'synapse', 'synapse2', 'serve2', 'toString2'],
      ...['job2', 'job', 'job3', 'job4', 'veryLongNameOfAnAnswerThatOneUserTho'],
    ])
    const families = migration.files.get('src/tasks.ts')?.match(/(?<= name: ')[^']*/g) ?? []
    expect(new Set(families).size).toBe(10)
    expect(families.every((name) => /^[a-z][a-z\d-]{0,31}$/.test(name))).toBe(true)
    expect(migration.files.get('src/v10.ts')).toContain("name: 'Prevision',")
    expect(marksOf('Prévision')).toEqual([expect.stringContaining('called Prevision on the wire')])
    expect(marksOf('.température')).toEqual([expect.stringContaining('left out')])
  })

  test('defect: the miner of a class in another script was not found', () => {
    const sky = migration.report.synapses.find(({ className }) => className === '天気')
    expect(sky?.outputs).toEqual(['sky'])
  })

  test('defect: a field called constructor did not pass the type check', () => {
    expect(text).toContain('input: z.object({')
    expect(text).toContain('constructor: serve2Fields.shape.constructor,')
    expect(migration.files.get('src/v10.ts')).toContain('unchecked(answerServe2(input))')
  })

  test('defect: a type and a default called constructor were the function of that name', () => {
    expect(text).toMatch(/made: z.int\(\).nullish\(\),[\s\S]*of_object: z.int\(\).nullish\(\),/)
    expect(marksOf('.odd')).toEqual([expect.stringContaining('the type constructor is not of this fork')])
  })

  test('defect: models that contain themselves, or each other, were left out', () => {
    expect(text).toContain('children: z.array(z.lazy((): z.ZodType => treeSchema)).default([]),')
    expect(text.indexOf('leafSchema = ')).toBeLessThan(text.indexOf('treeSchema = '))
    expect(marksOf('.tree')).toEqual([])
  })

  test('defects: defaults that are models, ids and times were called computed', () => {
    expect(text).toContain('settings: settingsSchema.default({ depth: 3, names: [] }),')
    expect(text).toContain(
      'options: optionsSchema.default({ settings: { depth: 3, names: [] }, note: null }),',
    )
    expect(text).toContain('id: z.string().default(() => crypto.randomUUID()),')
    expect(text).toContain('started: z.number().default(() => Date.now() / 1_000),')
    expect(text).toContain('y: z.number().nullable().default(null),')
    expect(text).toContain("Object.keys(entries).length <= 4096, 'at most 4096 entries'")
  })

  test('defect: brackets in brackets ended in an overflow of the stack, or were code of one level each', () => {
    expect(text).toContain('deep: z.unknown()')
    expect(marksOf('.deep')).toEqual([expect.stringContaining('more than 20 levels')])
    expect(migration.report.unread).toEqual([
      { path: 'odd/binary.py', reason: 'it is no text' },
      { path: 'odd/deep.py', reason: expect.stringContaining('more than 200 brackets') },
    ])
  })

  test('defect: a line with an error of syntax was marked once for each error', () => {
    expect(marksOf('InTheOffice')).toEqual([expect.stringContaining('the syntax of this line')])
  })

  test('defect: characters that turn the text around them stood in the source as they are', () => {
    expect(text).toContain("hidden: z.string().default('a\\u202eb'),")
    expect(text).not.toContain('\u202e')
  })
})

test('defect: files that were not read were left out without a word', async () => {
  await using fork = await createFork(weatherFork)
  await writeFile(join(fork.folder, 'huge.py'), '')
  await truncate(join(fork.folder, 'huge.py'), 100 * 2 ** 20)
  await symlink('/etc', join(fork.folder, 'elsewhere'))
  await symlink(fork.folder, join(fork.folder, 'circle'))
  const { report, files } = await migrateFork(fork.folder)
  expect(report.unread.map(({ path }) => path)).toEqual(['circle', 'elsewhere', 'huge.py'])
  expect(files.get('MIGRATION.md')).toMatch(/`huge\.py`: the file has \d+ bytes/)
  expect(report.fields.total).toBe(17)
})

test('defect: folders in each other without an end were walked to the last', async () => {
  await using fork = await createFork({ 'a/protocol.py': '' })
  await mkdir(join(fork.folder, ...Array.from({ length: 60 }, () => 'a')), { recursive: true })
  const run = await runInProcess(['migrate', fork.folder, '--json'])
  expect(run.json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('more than 40 folders') },
  })
})

test('a fork whose protocol was not read says so', async () => {
  await using fork = await createFork({ 'a/protocol.py': `x = ${'('.repeat(10_000)}` })
  const run = await runInProcess(['migrate', fork.folder, '--json'])
  expect(run.json()).toMatchObject({
    error: { code: 'FILE_INVALID', message: expect.stringContaining('a/protocol.py: it has more than 200') },
  })
})
