import type { PlannedFile } from '@subnetkit/templates'
import { z } from 'zod'

const manifestSchema = z.looseObject({ description: z.string() })

/**
 * Files of a new project besides its sources and its README, from the templates of `create-subnet`: settings, checks, CI and
 * deployment. Null where that package is not installed.
 */
export async function stampedFiles(name: string): Promise<ReadonlyMap<string, string> | null> {
  const templates = await import('@subnetkit/templates').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  })
  if (templates === null) return null
  const planned = await templates.planFiles({
    ...{ name, domain: 'blank', packageManager: 'npm', flavour: 'project' },
  })
  const around = planned.filter(({ path }) => !path.startsWith('src/') && path !== 'README.md')
  return new Map(around.map((file) => [file.path, textOf(file)]))
}

/** The description is that of the template's own subnet. */
function textOf({ path, content }: PlannedFile): string {
  const text = content.toString('utf8')
  if (path !== 'package.json') return text
  const manifest = manifestSchema.parse(JSON.parse(text))
  const description = 'A Bittensor subnet, migrated from the Python template'
  return `${JSON.stringify({ ...manifest, description }, null, 2)}\n`
}
