import { jsonFlaw } from '@subnetkit/base'
import { z } from 'zod'
import { problemsIn, readSmallFile } from '../config/json-file.js'
import { cliError } from '../errors.js'

/** Largest file of answers or tasks, in bytes. */
export const mostFileBytes = 67_108_864

/** A task that is written out, where answers otherwise name one. */
export const writtenTask = z.object({
  id: z.string().min(1).max(200).optional(),
  family: z.string().min(1),
  synapse: z.string().min(1).optional(),
  input: z.unknown(),
  truth: z.unknown().optional(),
  truthIsExact: z.boolean().optional(),
})
export type WrittenTask = z.output<typeof writtenTask>

const answerSchema = z.strictObject({
  miner: z.string().min(1).max(128),
  task: z.union([z.string().min(1), writtenTask], 'expected the id of a task, or a task'),
  output: z.unknown().optional(),
  latencyMs: z
    .number()
    .min(0)
    .max(2 ** 31 - 1)
    .default(0),
  firstChunkMs: z
    .number()
    .min(0)
    .max(2 ** 31 - 1)
    .nullable()
    .default(null),
  receivedAt: z.int().min(0).nullable().default(null),
  round: z.int().min(1).default(1),
})

/** An answer of a file. */
export interface FileAnswer extends z.output<typeof answerSchema> {
  /** Its place in the file, such as `line 3`. */
  readonly place: string
  /** False for a miner that did not answer. */
  readonly isAnswered: boolean
}

/** Most malformed entries that an error names. */
const mostNamed = 8

/**
 * Reads answers from JSON lines, or from JSON with a list of them, on its own or as `answers`. Throws FILE_INVALID, which
 * names the malformed ones by their lines, and none of their content.
 */
export async function readAnswers(path: string): Promise<readonly FileAnswer[]> {
  const text = await readSmallFile(path, path, mostFileBytes)
  const problems: string[] = []
  const answers: FileAnswer[] = []
  for (const { place, value, flaw } of entriesOf(text)) {
    if (flaw !== undefined) problems.push(`${place}: ${flaw}`)
    else {
      const parsed = answerSchema.safeParse(value)
      if (parsed.success) {
        answers.push({ ...parsed.data, place, isAnswered: Object.hasOwn(value as object, 'output') })
      } else problems.push(`${place}: ${problemsIn(parsed.error)}`)
    }
  }
  if (problems.length > 0) throw malformed(path, problems)
  if (answers.length > 0) return answers
  const fix = 'Write a line for each answer, such as {"miner":"a","task":"sum-0","output":{"sum":3}}.'
  throw cliError('FILE_INVALID', { path, detail: 'it has no answers', fix })
}

function malformed(path: string, problems: readonly string[]) {
  const more = problems.length - mostNamed
  const named = problems.slice(0, mostNamed).join('; ')
  return cliError('FILE_INVALID', {
    path,
    detail: more > 0 ? `${named}; and ${more} more` : named,
    fix: 'Correct these entries and run the command again; docs/cli.md has the format of an answer.',
  })
}

interface Entry {
  readonly place: string
  readonly value?: unknown
  /** Why it cannot be read. */
  readonly flaw?: string
}

function* entriesOf(text: string): Iterable<Entry> {
  const { value: whole, flaw } = parse(text)
  const list = Array.isArray(whole) ? whole : (Object(whole) as { readonly answers?: unknown }).answers
  if (Array.isArray(list)) {
    if (flaw !== undefined) yield { place: 'the list', flaw }
    else for (const [at, value] of list.entries()) yield { place: `answer ${at + 1}`, value }
    return
  }
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() !== '') yield { place: `line ${at + 1}`, ...parse(line) }
  }
}

function parse(text: string): Omit<Entry, 'place'> {
  try {
    const value: unknown = JSON.parse(text)
    // An answer nests as deep as its protocol lets it.
    const flaw = jsonFlaw(text, { depth: Number.POSITIVE_INFINITY })
    return { value, ...(flaw !== undefined && { flaw }) }
  } catch {
    return { flaw: 'it is not JSON' }
  }
}
