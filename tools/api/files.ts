import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { publicPackages } from '../release/pack.js'
import { runTsc } from '../release/run.js'
import { reportOf } from './report.js'
import { readSurface, type Surface } from './surface.js'

/** Folder of the reports. */
export const reportFolder = join(root, 'docs/api')

/** Builds the declarations, and reads the surface from them. */
export async function buildSurface(): Promise<Surface> {
  const projects = publicPackages().map(({ directory }) => join(directory, 'tsconfig.lib.json'))
  await runTsc(['-b', '--checkers', '1', ...projects], { cwd: root })
  return readSurface()
}

/** The reports by file name. */
export function reports({ entries }: Surface): Map<string, string> {
  return new Map(
    entries.map((entry) => {
      const [, home = 'subnetkit', rest = ''] = /^(?:@subnetkit\/)?([^/]+)(?:\/(.+))?$/.exec(entry.name) ?? []
      return [`${[home, rest].filter(Boolean).join('-')}.api.md`, reportOf(entry, home)] as const
    }),
  )
}
