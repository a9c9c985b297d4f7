import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { closestName, configError, issueError, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { CliIo } from '../io.js'
import { type Config, configSchema, shapes } from './file-schema.js'
import { readJson } from './json-file.js'
import { leafAt } from './leaf.js'
import { allSections, globalSections, type Setting, settingsOf } from './texts/sections.js'
import { attributeOf, variableOf } from './texts/setting-text.js'

/** Source of a value, the weakest last. */
export type Origin = 'flag' | 'environment' | 'file'

/** A configuration from all its sources. */
export interface LoadedConfig {
  /** Only what is set; defaults are those of the functions that take it. */
  readonly config: Config
  /** The file, if there is one. */
  readonly file: string | null
  /** Source of each value that is set, by key, such as `miner.port`, with its name there. */
  readonly origins: ReadonlyMap<string, { readonly from: Origin; readonly name: string }>
}

/** File that is read where no other is named. */
const usualFile = 'subnetkit.config.json'

/**
 * Reads the configuration file, then the environment over it, then the options. Throws FILE_INVALID for a file that cannot
 * be read, and CONFIG_INVALID with the source and name of a wrong value or an unknown key.
 */
export async function loadConfig(
  options: Readonly<Record<string, unknown>>,
  env: CliIo['env'],
): Promise<LoadedConfig> {
  const file = await findFile(options, env)
  const tree: Tree = file === null ? {} : ((await readJson(file)) as Tree)
  if (file !== null) {
    parseOptions(configSchema, tree, file)
    resolvePaths(tree, dirname(resolve(file)), env)
  }
  refuseUnknown(env)
  const origins = new Map<string, { readonly from: Origin; readonly name: string }>()
  for (const setting of settingsOf(allSections)) {
    const { section, name, key } = setting
    const path = [section, ...name.split('.')]
    if (file !== null && valueAt(tree, path) !== undefined) origins.set(key, { from: 'file', name: file })
    // The context resolves these, as for all other commands.
    if (globalSections.has(section)) continue
    const given = givenBy(setting, options, env)
    if (given === null) continue
    setAt(tree, path, parsedText(setting, given.value, given.name))
    origins.set(key, given)
  }
  return { config: parseOptions(configSchema, tree, file ?? 'configuration'), file, origins }
}

async function findFile(
  { config }: Readonly<Record<string, unknown>>,
  env: CliIo['env'],
): Promise<string | null> {
  if (typeof config === 'string') return config
  if (env.SUBNETKIT_CONFIG) return env.SUBNETKIT_CONFIG
  const found = await stat(usualFile).catch(() => null)
  return found?.isFile() ? usualFile : null
}

interface Tree {
  [name: string]: unknown
}

function givenBy(setting: Setting, options: Readonly<Record<string, unknown>>, env: CliIo['env']) {
  const flag = setting.flags === undefined ? undefined : options[attributeOf(setting.flags)]
  if (typeof flag === 'string') {
    const [, name = ''] = /(--[\w-]+)/.exec(setting.flags ?? '') ?? []
    return { value: flag, from: 'flag', name } as const
  }
  const name = variableOf(setting.key)
  // A variable that is empty counts as none.
  return env[name] ? ({ value: env[name], from: 'environment', name } as const) : null
}

/** The text of an option or a variable as its value. Throws CONFIG_INVALID. */
function parsedText({ section, name, path }: Setting, text: string, place: string): unknown {
  const schema = leafAt(shapes[section], name)
  const value = converted(schema, text)
  const parsed = schema.safeParse(value)
  const [issue] = parsed.error?.issues ?? []
  if (issue !== undefined) {
    const [index] = issue.path
    throw typeof index === 'number'
      ? issueError({ ...issue, path: ['entry'] }, { entry: (value as readonly unknown[])[index] }, place)
      : issueError(issue, value, place)
  }
  return path === 'file' ? resolve(text) : value
}

function converted(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  if (schema instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text
  return schema instanceof z.ZodArray ? text.split(',').map((part) => part.trim()) : text
}

/** Paths in a file count from its folder. */
function resolvePaths(tree: Tree, folder: string, env: CliIo['env']): void {
  for (const { section, name, path: kind } of settingsOf(allSections)) {
    const path = [section, ...name.split('.')]
    const value = valueAt(tree, path)
    if (kind === undefined || typeof value !== 'string') continue
    const isHome = value === '~' || value.startsWith('~/')
    if (isHome) setAt(tree, path, join(env.HOME || homedir(), value.slice(2)))
    else if (kind === 'file' || value.startsWith('.')) setAt(tree, path, resolve(folder, value))
  }
}

/** A mistyped variable would otherwise count as none. */
function refuseUnknown(env: CliIo['env']): void {
  const known = settingsOf(allSections).flatMap(({ key, variables }) => variables ?? variableOf(key))
  const prefixes = allSections.map((section) => `SUBNETKIT_${section.toUpperCase()}_`)
  const unknown = Object.keys(env).find(
    (name) => prefixes.some((prefix) => name.startsWith(prefix)) && !known.includes(name) && !own.has(name),
  )
  if (unknown === undefined) return
  const meant = closestName(
    unknown,
    known.map((name) => name.replaceAll('_', '')),
  )
  const like = known.find((name) => name.replaceAll('_', '') === meant)
  const fix = like === undefined ? `Unset ${unknown}.` : `Rename ${unknown} to ${like}, or unset it.`
  throw configError('CONFIG_INVALID', { place: unknown, detail: 'there is no such setting', fix })
}

/** Variables of processes that a miner starts. */
const own: ReadonlySet<string> = new Set(['SUBNETKIT_WORKER_PORT'])

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => Object(at)[name], tree)
}

function setAt(tree: Tree, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[first] = value
    return
  }
  tree[first] ??= {}
  setAt(tree[first] as Tree, rest, value)
}
