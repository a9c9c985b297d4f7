import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { readPages } from './files.js'
import { withSnippets } from './snippets.js'

/** Writes the blocks that repeat files into the documents. */
export async function writeSnippets(): Promise<void> {
  for (const [source, text] of await readPages()) {
    const now = withSnippets(text, (path) => readFileSync(join(root, path), 'utf8'))
    if (now !== text) await writeFile(join(root, source), now)
  }
}
