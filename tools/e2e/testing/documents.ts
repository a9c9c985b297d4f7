import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Reads the README, the docs and the READMEs of the packages; each has its path in the repository. */
export async function readDocuments(): Promise<{ path: string; text: string }[]> {
  const listed = await Promise.all(['docs', 'docs/guides'].map(listMarkdown))
  const packages = (await readdir(join(root, 'packages'))).map((name) => `packages/${name}/README.md`)
  return Promise.all(
    ['README.md', ...listed.flat(), ...packages].map(async (path) => ({
      path,
      text: await readFile(join(root, path), 'utf8').catch(() => ''),
    })),
  )
}

const listMarkdown = async (folder: string) =>
  (await readdir(join(root, folder)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
