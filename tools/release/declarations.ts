import { readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'

/** Modules that a declaration names, by `from`, `import(…)`, `import '…'` and `declare module`. */
const named = /(?:\bfrom|\bimport\(?|\bmodule)\s*['"](\.{1,2}\/[^'"]+)['"]/g

/**
 * Declarations that a compiler can reach from the entries of a package. The others, such as those of the commands, describe
 * modules that cannot be imported from outside, and each takes a block of the disk.
 *
 * @param entries paths of declarations, from the package
 */
export async function reachableDeclarations(
  folder: string,
  entries: readonly string[],
): Promise<Set<string>> {
  const reached = new Set<string>()
  const open = entries.map((entry) => normalize(entry))
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    const text = await readFile(join(folder, path), 'utf8')
    for (const [, target = ''] of text.matchAll(named))
      if (target.endsWith('.js')) open.push(join(dirname(path), target.replace(/\.js$/, '.d.ts')))
  }
  return reached
}
