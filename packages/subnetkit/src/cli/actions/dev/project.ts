import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Folder of the project of a module: the nearest one above it with a package.json, else its own. */
export function projectOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return dirname(file)
  }
}

/** Folder for what one run of `subnet dev` keeps: it belongs to this process, and to the chain that ends with it. */
export interface DevFolder extends AsyncDisposable {
  readonly path: string
  /** Folder `.subnetkit/dev` above it, for what outlives the process. */
  readonly home: string
}

/**
 * Creates the folder in `.subnetkit/dev` of the project, which git ignores, and removes those of processes that were
 * killed. A project that cannot be written to gets one in the temporary folder of the system.
 */
export async function createDevFolder(project: string): Promise<DevFolder> {
  const home = join(project, '.subnetkit')
  const path = await create(home).catch(() => create(join(tmpdir(), `subnetkit-dev-${process.pid}`)))
  // Files that a process still writes are removed by the next run.
  const dispose = () => rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => {})
  return { path, home: dirname(path), [Symbol.asyncDispose]: dispose }
}

async function create(home: string): Promise<string> {
  const parent = join(home, 'dev')
  const path = join(parent, `${process.pid}`)
  await mkdir(parent, { recursive: true })
  await writeFile(join(home, '.gitignore'), '*\n', { flag: 'w' })
  for (const name of await readdir(parent)) {
    if (/^\d+$/.test(name) && (name === `${process.pid}` || !isAlive(Number(name))))
      await rm(join(parent, name), { recursive: true, force: true })
  }
  await mkdir(path)
  return path
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
