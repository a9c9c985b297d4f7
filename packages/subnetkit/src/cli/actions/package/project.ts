import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, extname, join, relative, resolve, sep } from 'node:path'
import { readJson } from '../../config/json-file.js'
import { cliError } from '../../errors.js'
import { defaultModule } from '../../module/default-module.js'
import { loadSubnetModule } from '../../module/load-subnet.js'
import { locateModule } from '../../module/locate-module.js'
import { findSecret } from './secrets.js'
import type { Manifest } from './tree.js'

/** A project that is ready to be packaged. */
export interface Project {
  readonly folder: string
  readonly manifest: Manifest
  readonly name: string
  readonly version: string
  /** Compiled module that exports the subnet, with slashes, from the folder. */
  readonly module: string
  readonly subnet: { readonly name: string; readonly version: number }
  /** True if the module exports the handlers of a miner, or a module beside it does. */
  readonly hasHandlers: boolean
  /** True if clients of a gateway see views of its synapses. */
  readonly hasViews: boolean
  /** Its own files, with slashes, from the folder. */
  readonly files: readonly string[]
  /** Sources in `src` that are newer than what is compiled of them in `dist`. */
  readonly stale: readonly string[]
}

/** Names of packages that npm takes. */
const packageName = /^(@[a-z\d~-][\w.~-]*\/)?[a-z\d~-][\w.~-]*$/

/**
 * Opens the project of a module, by default that of the working folder, and loads its subnet. Throws PACKAGE_NOT_BUILT,
 * PACKAGE_UNPREPARED, and the errors of `defaultModule` and `loadSubnet`.
 *
 * @param given file of the module @param out folder of the packages, which is not part of one
 */
export async function openProject(given: string | undefined, out: string): Promise<Project> {
  const named = resolve(await locateModule(given ?? (await defaultModule())))
  const folder = folderOf(named)
  const module = compiledOf(named, folder)
  const manifest = (await readJson(join(folder, 'package.json'))) as Manifest
  const { name = '', version = '' } = manifest
  if (!packageName.test(name) || !/^\d[\w.+-]*$/.test(version)) {
    const detail = 'its package.json has no valid name and version'
    throw unprepared(folder, detail, 'Give it a name such as my-subnet and a version such as 1.0.0.')
  }
  const { subnet, exported } = await loadSubnetModule(module, undefined)
  const path = toSlashes(relative(folder, module))
  const files = await listFiles(folder, manifest, path, out)
  if (!files.includes(path)) {
    const detail = `${path} is not among the files that its package.json lists`
    throw unprepared(folder, detail, `Add it, or its folder, to files in package.json.`)
  }
  return {
    folder,
    manifest,
    name,
    version,
    module: path,
    subnet: { name: subnet.name, version: Number(subnet.version) },
    hasHandlers:
      exported.handlers !== undefined || existsSync(join(dirname(module), `miner${extname(module)}`)),
    hasViews: Object.keys(subnet.views ?? {}).length > 0,
    files,
    stale: await findStale(folder),
  }
}

/** Sources whose compiled file is older; those that are not compiled may be tests or types. */
async function findStale(folder: string): Promise<readonly string[]> {
  const timeOf = (path: string) =>
    stat(join(folder, path)).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    )
  const sources = await readdir(join(folder, 'src'), { recursive: true }).catch(() => [])
  const stale: string[] = []
  for (const name of sources.filter((one) => /(?<!\.d)\.[cm]?tsx?$/.test(one)).sort()) {
    const compiled = await timeOf(compiledPath(name))
    const source = await timeOf(join('src', name))
    if (compiled !== null && source !== null && source > compiled) stale.push(`src/${toSlashes(name)}`)
  }
  return stale
}

/** Path to which the compiler writes a source of `src`. */
const compiledPath = (name: string): string => join('dist', name).replace(/\.([cm]?)tsx?$/, '.$1js')

/** The compiled file of a module: itself, or that in `dist` for one in `src`. Throws PACKAGE_NOT_BUILT. */
function compiledOf(module: string, folder: string): string {
  if (!/\.[cm]?tsx?$/.test(module)) return module
  const [top, ...rest] = relative(folder, module).split(sep)
  const compiled = join(folder, compiledPath(join(...rest)))
  if (top === 'src' && existsSync(compiled)) return compiled
  throw cliError('PACKAGE_NOT_BUILT', { module: relative('.', module) })
}

/** The folder of the package.json next above a file. Throws PACKAGE_UNPREPARED. */
function folderOf(file: string): string {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at
    if (dirname(at) === at) throw unprepared(file, 'no folder above it has a package.json', 'Run npm init.')
  }
}

const unprepared = (place: string, detail: string, fix: string) =>
  cliError('PACKAGE_UNPREPARED', { place, detail, fix })

const toSlashes = (path: string): string => path.split(sep).join('/')

/** Never packaged: dependencies have a list of their own, and the rest is secret or of no use at run time. */
const left = [
  /(^|\/)(node_modules|\.git)$/,
  /(^|\/)\.(env|npmrc|yarnrc)(\..*)?$/,
  /\.(d\.[cm]?ts|map|tsbuildinfo|tgz)$/,
  /\.test\.[cm]?js$/,
]

/** Files that describe a package, in its top folder. */
const described = /^(package\.json|readme.*|licen[cs]e.*|notice.*)$/i

/** Files of the project: those that `files` of its package.json lists, or the folder of the module. */
async function listFiles(
  folder: string,
  manifest: Manifest,
  module: string,
  out: string,
): Promise<readonly string[]> {
  const patterns = manifest.files ?? (module.includes('/') ? [dirname(module)] : null)
  if (patterns === null) {
    const detail = 'its package.json does not list its files, and the module is in the top folder'
    throw unprepared(folder, detail, `Add "files" to package.json, such as ["${module}"].`)
  }
  const isListed = matcherOf(patterns)
  const found: string[] = []
  await walk('')
  return found.sort()

  async function walk(at: string): Promise<void> {
    for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (left.some((pattern) => pattern.test(path)) || resolve(folder, path) === resolve(out)) continue
      if (entry.isDirectory()) await walk(path)
      else if (described.test(path) || isListed(path)) found.push(await checked(path, entry.isFile()))
    }
  }

  async function checked(path: string, isFile: boolean): Promise<string> {
    if (!isFile) throw unprepared(folder, `${path} is a link or no file`, 'Replace it with a file.')
    const secret = await findSecret(path, join(folder, path))
    if (secret === null) return path
    const fix = `Move it out of the project, or leave it out with "!${path}" in files of package.json.`
    throw unprepared(folder, `${path} ${secret}, which must not be shipped`, fix)
  }
}

/** Which paths the patterns of `files` name: files, folders, `*` and `**`; those after `!` are left out again. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const text = pattern.replace(/^!/, '').replace(/^(\.?\/)+|\/+$/g, '')
    const source = text
      .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
      .replace(/\*\*\/|\*\*|\*/g, (star) => (star === '**/' ? '(.*/)?' : star === '**' ? '.*' : '[^/]*'))
    const regex = text === '' || text === '.' ? /^/ : new RegExp(`^${source}(/|$)`)
    return { keeps: !pattern.startsWith('!'), regex }
  })
  return (path) => rules.reduce((kept, { keeps, regex }) => (regex.test(path) ? keeps : kept), false)
}
