import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { closestName, configError, isSubnetError, issueError, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { CliIo } from '../io.js'
import { type Config, configSchema, shapes } from './file-schema.js'
import { readJson } from './json-file.js'
import { leafAt } from './leaf.js'
import { allSections, globalSections, type Setting, settingsOf } from './texts/sections.js'
import { attributeOf, variableOf } from './texts/setting-text.js'

/** Source of a value, the weakest last. */
export type Origin = 'flag' | 'environment' | 'file'

/** Source of one value: its option, variable or file, and the text that an option or a variable has. */
export interface ValueOrigin {
  readonly from: Origin
  readonly name: string
  readonly value?: string
}

/** A configuration from all its sources. */
export interface LoadedConfig {
  /** Only what is set; defaults are those of the functions that take it. */
  readonly config: Config
  /** The file, if there is one. */
  readonly file: string | null
  /** Source of each value that is set, by key, such as `miner.port`, with its name there. */
  readonly origins: ReadonlyMap<string, ValueOrigin>
}

/**
 * Reads the configuration file, then the environment over it, then the options. Throws CONFIG_INVALID for a file that cannot
 * be read, and with the source and name of a wrong value or an unknown key.
 */
export async function loadConfig(
  options: Readonly<Record<string, unknown>>,
  env: CliIo['env'],
  file: string | null,
): Promise<LoadedConfig> {
  const tree: Tree = file === null ? {} : await readTree(file)
  if (file !== null) {
    parseOptions(configSchema, tree, file)
    resolvePaths(tree, dirname(resolve(file)), env)
  }
  refuseUnknown(env)
  const origins = new Map<string, ValueOrigin>()
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

/** Throws CONFIG_INVALID. */
async function readTree(file: string): Promise<Tree> {
  try {
    return (await readJson(file)) as Tree
  } catch (error) {
    if (!isSubnetError(error, 'FILE_INVALID')) throw error
    const { detail } = error.details
    throw configError(
      'CONFIG_INVALID',
      { place: file, detail: String(detail), fix: error.fix },
      { cause: error },
    )
  }
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
    const wrong = typeof index === 'number' ? (value as readonly unknown[])[index] : value
    throw wrongText(issue, wrong, place)
  }
  return path === 'file' ? resolve(text) : value
}

/** Names a short word that was given: a longer text in the place of a number may be a secret. */
function wrongText(issue: z.core.$ZodIssue, value: unknown, place: string) {
  const isWord = typeof value === 'string' && /^[\w.,+-]{1,16}$/.test(value)
  if (!isWord) return issueError({ ...issue, path: [] }, value, place)
  const fix = `Set ${place} to ${issue.message}.`
  return configError('CONFIG_INVALID', { place, detail: `'${value}' is not ${issue.message}`, fix })
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
