import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDocuments, root } from './testing/documents.js'

const run = promisify(execFile)
const documents = await readDocuments()

/** Every TypeScript block of them, with where it stands, but for files of a project: smallest-subnet.long.test.ts runs those. */
const blocks = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/^```ts\n(?!\/\/ \S+\.ts\n)(.*?)^```$/gms)].map((match, index) => ({
    name: `${path} block ${index + 1}`,
    code: match[1] ?? '',
  })),
)

/** Blocks start chains, databases and models; this ends a hang. */
const longest = 180_000

interface Outcome {
  readonly file: string
  readonly error: string | null
}

describe('code in the documents', () => {
  let folder = ''
  const file = (index: number) => join(folder, `block-${index}.ts`)

  beforeAll(async () => {
    // Inside the tools package, so that workspace packages resolve as they do for a reader.
    const parent = join(root, 'tools/dist')
    await mkdir(parent, { recursive: true })
    folder = await mkdtemp(join(parent, 'docs-'))
    await Promise.all(blocks.map(({ code }, index) => writeFile(file(index), code)))
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { composite: false, noEmit: true, declaration: false, declarationMap: false },
      include: ['*.ts'],
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('exists', () => {
    expect(blocks.length).toBeGreaterThan(0)
  })

  it('type-checks', { timeout: longest }, async () => {
    const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch(
      (error: { stdout: string }) => error,
    )
    expect(stdout).toBe('')
  })

  it('runs, and ends by itself', { timeout: longest }, async () => {
    const flags = ['--conditions=@subnetkit/source', '--import', 'tsx']
    const script = join(root, 'tools/e2e/testing/run-blocks.ts')
    const files = blocks.map((_, index) => file(index))
    const { stdout } = await run(process.execPath, [...flags, script, ...files], {
      cwd: root,
      timeout: longest,
    })
    const outcomes = new Map(
      stdout
        .split('\n')
        .filter((line) => line.startsWith('{"file"'))
        .map((line) => JSON.parse(line) as Outcome)
        .map(({ file, error }) => [file, error]),
    )
    const failed = blocks.flatMap(({ name }, index) => {
      const error = outcomes.get(file(index))
      return error === null ? [] : [{ name, error: error ?? 'did not run to its end' }]
    })
    expect(failed).toEqual([])
  })
})
