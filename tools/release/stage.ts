import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Package, root } from '../boundaries/workspace.js'
import { publishedManifest } from './published-manifest.js'

/** Copies a built package as it will be published, with LICENSE and bundled dependencies, into a folder of its own. */
export async function stage(one: Package, target: string): Promise<void> {
  const { directory, manifest } = one
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const published = publishedManifest(manifest)
  await writeFile(join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  await cp(join(root, 'LICENSE'), join(target, 'LICENSE'))
  await cp(join(directory, 'README.md'), join(target, 'README.md'))
  const listed = (manifest.files ?? []).filter((name) => !name.startsWith('!') && name !== 'dist')
  for (const name of listed) await cp(join(directory, name), join(target, name), { recursive: true })
  await copyBuilt(directory, target)
  for (const name of manifest.bundleDependencies ?? []) {
    await cp(join(root, 'node_modules', name), join(target, 'node_modules', name), { recursive: true })
  }
}

/** Built files whose source still stands, without maps: the sources that they point to are not published. */
async function copyBuilt(directory: string, target: string): Promise<void> {
  for (const file of await readdir(join(directory, 'dist'), { recursive: true })) {
    const source = sourceOf(file)
    if (source === null || !existsSync(join(directory, 'src', source))) continue
    const text = await readFile(join(directory, 'dist', file), 'utf8')
    const copy = join(target, 'dist', file)
    await mkdir(dirname(copy), { recursive: true })
    await writeFile(copy, text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'), { mode: modeOf(text) })
  }
}

/** The file below src from which a file below dist was made; null for maps and for what the compiler keeps. */
function sourceOf(file: string): string | null {
  if (/\.test\.|[\\/]testing[\\/]|^testing[\\/]/.test(file)) return null
  if (/\.(d\.ts|js)$/.test(file)) return file.replace(/\.(d\.ts|js)$/, '.ts')
  return file.endsWith('.json') ? file : null
}

function modeOf(text: string): number {
  return text.startsWith('#!') ? 0o755 : 0o644
}
