import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answers } from './answers.js'
import { replaceText } from './replace-text.js'
import { deployment, storedNames } from './replacements.js'
import { workspaceManifest } from './workspace-manifest.js'

/** One file of a stamp. */
export interface PlannedFile {
  /** Path below the stamped folder, with `/`. */
  readonly path: string
  readonly content: Buffer
}

/** Folder of the templates, in this package. */
const templates = new URL('../', import.meta.url)

/** Files of a stamp, by path. The same answers give the same bytes. */
export async function planFiles(answers: Answers): Promise<PlannedFile[]> {
  const planned = new Map<string, PlannedFile>()
  const isDeployed = answers.flavour === 'project' && answers.deploy !== false
  // A later layer wins.
  for (const layer of layersOf(answers)) {
    for (const stored of await filesOf(layer)) {
      const path = realPath(stored)
      if (!isDeployed && deployment.test(path)) continue
      const source = await readFile(new URL(`${layer}/${stored}`, templates))
      planned.set(path, { path, content: replaceText(source, stored, answers) })
    }
  }
  const manifest = planned.get('package.json')
  if (answers.flavour === 'workspace' && manifest !== undefined) {
    const modules = [...planned.keys()].flatMap(
      (path) => /^src\/((?!subnet\.)[\w-]+)\.ts$/.exec(path)?.[1] ?? [],
    )
    const content = workspaceManifest(manifest.content, answers, modules.sort())
    planned.set('package.json', { path: 'package.json', content })
  }
  return [...planned.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function layersOf({ flavour, domain }: Answers): readonly string[] {
  return flavour === 'project' ? ['base', domain] : [domain, 'workspace']
}

async function filesOf(layer: string): Promise<string[]> {
  const folder = fileURLToPath(new URL(layer, templates))
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .map((path) => path.split(sep).join('/'))
}

function realPath(stored: string): string {
  return stored
    .split('/')
    .map((part) => storedNames[part] ?? part)
    .join('/')
}
