import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { allPages, isFolder, readPages } from './files.js'
import { staged } from './folders.js'
import { hero } from './hero.js'
import { placeOf } from './page.js'
import { home, sections } from './sections.js'
import { sidebarOf } from './sidebar.js'
import { stagePage } from './stage-page.js'

const repository = 'https://github.com/subnetkit/subnetkit'

/** Writes all pages, pictures and the sidebar into the folder that VitePress builds. */
export async function stage(): Promise<void> {
  const texts = await readPages()
  await rm(staged, { recursive: true, force: true })
  await mkdir(join(staged, '.vitepress/theme'), { recursive: true })
  const pages = new Set(texts.keys())
  for (const page of allPages) {
    const frontMatter = page === home ? hero : undefined
    const text = stagePage(page, texts.get(page.source) ?? '', {
      ...{ pages, isFolder, repository },
      ...(frontMatter !== undefined && { frontMatter }),
    })
    const file = join(staged, placeOf(page.source))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  const site = { repository, sidebar: sidebarOf(sections, texts) }
  await writeFile(join(staged, '.vitepress/site.json'), JSON.stringify(site))
  await writeFile(join(staged, '.vitepress/config.mjs'), "export { default } from '../../config.mjs'\n")
  await writeFile(
    join(staged, '.vitepress/theme/index.mjs'),
    "export { default } from '../../../theme/index.mjs'\n",
  )
  if (isFolder('docs/images'))
    await cp(join(root, 'docs/images'), join(staged, 'public/images'), { recursive: true })
}
