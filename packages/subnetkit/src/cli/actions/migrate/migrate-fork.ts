import { basename, resolve } from 'node:path'
import { cliError } from '../../errors.js'
import { readConstants } from './read/constants.js'
import { type Fork, readFork } from './read/fork.js'
import { readMinCompute } from './read/min-compute.js'
import { findOriginals, type Originals } from './read/originals.js'
import { readSettings } from './read/settings.js'
import type { Mark } from './translate/mark.js'
import { createModels, type TranslatedModel } from './translate/models.js'
import { camelCase, createNames, wordPattern } from './translate/names.js'
import { type TranslatedSynapse, translateSynapse } from './translate/synapse.js'
import { placeOfOriginal } from './write/original.js'
import { protocolText } from './write/protocol.js'
import { computeSection, migrationText } from './write/readme.js'
import { type MigrationReport, reportOf } from './write/report.js'
import {
  minerText,
  protocolTestText,
  rubricText,
  subnetText,
  tasksText,
  untranslatedText,
} from './write/stubs.js'
import { v10Text } from './write/v10.js'

/** A fork as a project of subnetkit. */
export interface Migration {
  /** Name of the subnet and the project. */
  readonly name: string
  readonly report: MigrationReport
  /** Texts by their path in the project. */
  readonly files: ReadonlyMap<string, string>
  /** Lines for the README about the machine. */
  readonly compute: readonly string[]
}

/** Reads a fork and translates it. Throws FILE_INVALID for a folder without a synapse class. */
export async function migrateFork(folder: string): Promise<Migration> {
  const fork = await readFork(folder)
  if (fork.synapses.length === 0) {
    const [unread] = fork.unread
    const rest =
      unread === undefined ? '' : `; ${fork.unread.length} were not read (${unread.path}: ${unread.reason})`
    const found = `its ${fork.modules.length} Python files have no class that inherits from bt.Synapse${rest}`
    throw cliError('FILE_INVALID', {
      path: folder,
      detail: found,
      fix: 'Name the folder of a fork of the Python template, the one with neurons/miner.py.',
    })
  }
  const models = createModels(fork)
  // The file of the wire has `serveV10` already.
  const nameOfSynapse = createNames('synapse', ['serve'])
  const synapses = fork.synapses.map((one) =>
    translateSynapse(fork, one, { models, name: nameOfSynapse(camelCase(one.declared.name)) }),
  )
  const originals = findOriginals(fork)
  const settings = readSettings(fork)
  const name = nameOf(folder)
  const marks = [
    ...synapses.flatMap((one) => one.marks),
    ...models.all.flatMap(modelMarks),
    ...fork.doubles.map(({ path, line, name: subject }) => ({
      ...{ path, line, subject },
      reason: 'a second class of this name was left out',
    })),
    ...fork.bases.map(({ declared: { path, line, name: subject } }) => ({
      ...{ path, line, subject },
      reason:
        'only classes that inherit from it are translated: no code of the fork makes or takes it itself',
    })),
  ]
  const report = reportOf(folder, synapses, models.all, {
    marks: eachOnce(marks),
    stubs: stubsOf(synapses, originals),
    unread: fork.unread,
  })
  const asked = askedBy(fork, synapses)
  return {
    name,
    report,
    files: new Map([
      ['src/protocol.ts', protocolText(synapses, models.all)],
      ['src/v10.ts', v10Text(synapses)],
      ['src/miner.ts', minerText(synapses, originals)],
      ['src/tasks.ts', tasksText(asked, originals)],
      ['src/rubric.ts', rubricText(originals)],
      ['src/subnet.ts', subnetText(name, settings)],
      ['src/untranslated.ts', untranslatedText],
      ['src/protocol.test.ts', protocolTestText],
      ['MIGRATION.md', migrationText(report, settings.settings, readConstants(fork))],
    ]),
    compute: computeSection(
      fork.minCompute,
      fork.minCompute === null ? null : readMinCompute(fork.minCompute),
    ),
  }
}

/** A base class gives its marks to each class that inherits them. */
function eachOnce(marks: readonly Mark[]): readonly Mark[] {
  const found = new Map<string, Mark>()
  for (const mark of marks) {
    const id = `${mark.path}:${mark.line} ${mark.reason}`
    const { source: _, ...rest } = mark
    if (!found.has(id)) found.set(id, rest)
  }
  return [...found.values()]
}

function modelMarks({ declared, fields, gaps: whole }: TranslatedModel): readonly Mark[] {
  const { path, line, name: subject } = declared
  return [
    ...whole.map((reason) => ({ path, line, subject, reason })),
    ...fields.flatMap(({ name, gaps, place }) =>
      gaps.map((reason) => ({ path: place.path, line: place.line, subject: `${subject}.${name}`, reason })),
    ),
  ]
}

function stubsOf(
  synapses: readonly TranslatedSynapse[],
  { miner, forward, reward }: Originals,
): MigrationReport['stubs'] {
  return [
    ...synapses.map(({ className }) => ({
      part: `the answer to ${className}`,
      file: 'src/miner.ts',
      place: placeOfOriginal(miner.get(className) ?? []),
    })),
    { part: 'the tasks', file: 'src/tasks.ts', place: placeOfOriginal(forward) },
    { part: 'the reward', file: 'src/rubric.ts', place: placeOfOriginal(reward) },
  ]
}

/** Synapses that a validator makes; all of them where none is found. */
function askedBy({ modules }: Fork, synapses: readonly TranslatedSynapse[]): readonly TranslatedSynapse[] {
  const texts = modules
    .filter(({ file }) => /validator|forward/i.test(file.path))
    .map(({ file }) => file.text)
  const asked = synapses.filter(({ names }) =>
    texts.some((text) => wordPattern(names, { after: '\\(' }).test(text)),
  )
  return asked.length > 0 ? asked : synapses
}

/** Name of the folder as the name of a subnet. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return name.slice(0, 32).replace(/-$/, '') || 'migrated'
}
