import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { referenceEntries } from './entries.js'
import { builder, staged } from './folders.js'
import { run } from './run.js'
import { tidyReference } from './tidy-reference.js'

const folder = join(staged, 'reference')
const entriesFile = join(staged, '.vitepress/entries.json')
const config = join(staged, '.vitepress/tsconfig.json')

/** Writes the reference of the public packages, and its part of the sidebar. */
export async function stageReference(): Promise<void> {
  const entries = referenceEntries().map((entry) => ({ ...entry, path: join(root, entry.file) }))
  await writeFile(entriesFile, JSON.stringify(entries))
  const compilerOptions = { composite: false, noEmit: true, declaration: false, declarationMap: false }
  await writeFile(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { ...compilerOptions, typeRoots: [join(root, 'node_modules/@types')] },
      files: entries.map(({ path }) => path),
    }),
  )
  await run([process.execPath, 'reference.mjs', entriesFile, config, folder], builder)
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith('.md')) await tidy(name)
  }
  await writeSidebar(entries.map(({ name }) => ({ text: name, link: `/reference/${name}.md` })))
}

/** Stands for the reference where only the pages are of interest. */
export async function stageNoReference(): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'index.md'), '# Reference\n\nThis site was built without its reference.\n')
  await writeSidebar([{ text: 'Reference', link: '/reference/' }])
}

async function tidy(name: string): Promise<void> {
  const file = join(folder, name)
  await writeFile(file, tidyReference(await readFile(file, 'utf8'), name.replaceAll('\\', '/')))
}

const writeSidebar = (items: readonly { text: string; link: string }[]) =>
  writeFile(join(staged, '.vitepress/reference.json'), JSON.stringify(items))
