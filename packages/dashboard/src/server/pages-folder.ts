import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { reasonOf } from '@subnetkit/base'
import { dashboardError } from '../errors.js'

/** Folder of the package: next to `src` in the repository, and to `dist` where it is installed. */
const home = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Returns the folder with the built pages. A clone of the repository has none: there they are built when their sources have changed.
 * Throws DASHBOARD_PAGES_MISSING.
 */
export async function pagesFolder(onBuild: () => void): Promise<string> {
  const script = join(home, 'build-pages.mjs')
  try {
    if (existsSync(script)) {
      const { buildPages } = (await import(pathToFileURL(script).href)) as PagesBuild
      return await buildPages({ onBuild })
    }
    const folder = join(home, 'static')
    if (existsSync(join(folder, 'index.html'))) return folder
  } catch (error) {
    throw dashboardError('DASHBOARD_PAGES_MISSING', { detail: reasonOf(error) }, { cause: error })
  }
  throw dashboardError('DASHBOARD_PAGES_MISSING', { detail: `${home}static is empty` })
}

interface PagesBuild {
  buildPages(options: { readonly onBuild: () => void }): Promise<string>
}
