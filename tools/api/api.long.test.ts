import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Package } from '../boundaries/workspace.js'
import { buildSurface, reportFolder, reports } from './files.js'
import { forgottenExports, reportOf } from './report.js'
import { readSurface, type Surface } from './surface.js'

describe('the public surface', () => {
  let surface: Surface

  beforeAll(async () => {
    surface = await buildSurface()
  }, 240_000)

  it('is the one in docs/api: npm run api writes what changed, for the review', async () => {
    const files = reports(surface)
    const kept = (await readdir(reportFolder)).filter((name) => name.endsWith('.api.md'))
    expect(kept.sort()).toEqual([...files.keys()].sort())
    for (const [name, text] of files)
      expect(await readFile(join(reportFolder, name), 'utf8'), name).toBe(text)
  })

  it('exports every type that an exported declaration needs', () => {
    expect(forgottenExports(surface)).toEqual([])
  })
})

describe('a report', () => {
  it('has names, kinds and signatures without comments, and finds what was forgotten', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'subnetkit-api-'))
    await writeFile(
      join(directory, 'index.d.ts'),
      `interface Hidden { readonly a: string }
       /** A comment. */
       export declare function make(options: { readonly count?: number }): Hidden;
       export declare const limit = 3;
       declare class Inside { #secret; open(): void }
       export { Inside as Outside };\n`,
    )
    const manifest = { name: '@subnetkit/lab', exports: { '.': { types: './index.d.ts' } } }
    const surface = readSurface([{ directory, manifest } as unknown as Package])
    const report = reportOf(surface.entries[0]!, 'lab', () => 'lab')
    expect(report).toContain('function make(options: {\n    readonly count?: number;\n}): Hidden;')
    expect(report).toContain('const limit = 3;')
    expect(report).toContain('// exported as Outside\nclass Inside {')
    expect(report).not.toContain('A comment')
    expect(forgottenExports(surface, () => 'lab')).toEqual([
      expect.objectContaining({ type: 'Hidden', neededBy: ['@subnetkit/lab make'] }),
    ])
    await rm(directory, { recursive: true })
  })
})
