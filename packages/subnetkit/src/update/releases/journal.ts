import { readFile } from 'node:fs/promises'
import { reasonOf } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import { releaseSchema } from '../channel/channel-file.js'
import { updateError } from '../errors.js'

/** A release in the folder of releases. */
const installedSchema = releaseSchema.pick({ name: true, version: true, role: true, subnet: true }).extend({
  sha256: releaseSchema.shape.sha256,
  store: releaseSchema.shape.store,
  /** Name of its folder in `releases`. */
  folder: z.string().regex(/^[\w.-]+$/),
})
export type Installed = z.output<typeof installedSchema>

/** Identity of a process. */
export const identitySchema = z.strictObject({
  host: z.string(),
  pid: z.int(),
  space: z.string().nullable(),
  start: z.string().nullable(),
})

/** Step of an update that is under way. Each is stored before it is taken, and may be taken again. */
const stepSchema = z.strictObject({
  /**
   * `draining` the validator is asked to end, `switched` the new release is current and has to prove itself, `returning` it
   * did not: the one before becomes current again.
   */
  kind: z.enum(['draining', 'switched', 'returning']),
  target: installedSchema,
  from: installedSchema.nullable(),
  /** Newest block and failing checks of the release before, when it was asked to end. */
  head: z.int().nullable(),
  failing: z.array(z.string()),
  /** Unix ms at which the step began, and by which the new release must have proven itself. */
  since: z.int(),
  deadline: z.int().nullable(),
  /** Supervisors that went on with it. */
  resumed: z.int(),
  /** Request of `subnet update` that it answers. */
  request: z.string().nullable().default(null),
  /** Reason to go back; null as long as there is none. */
  shortfall: z.strictObject({ reason: z.string(), isOwn: z.boolean() }).nullable().default(null),
})
export type Step = z.output<typeof stepSchema>

const journalSchema = z.strictObject({
  format: z.literal('subnetkit-update/1'),
  /** Highest sequence of each channel, with the hash of its content. */
  channels: z.record(z.string(), z.strictObject({ sequence: z.int(), sha256: z.string() })),
  current: installedSchema.nullable(),
  previous: installedSchema.nullable(),
  /** Releases that were rolled back; they are never tried again. */
  refused: z.array(
    z.strictObject({ sha256: z.string(), version: z.string(), reason: z.string(), at: z.string() }),
  ),
  /** Releases that were rolled back while the chain or another service was away; they are tried again. */
  unproven: z
    .array(
      z.strictObject({
        ...{ sha256: z.string(), version: z.string(), reason: z.string() },
        tries: z.int(),
        /** Unix ms before which it is not tried again. */
        notBefore: z.number(),
      }),
    )
    .default([]),
  /** Time in which the current release is rolled back if it ends again and again; null once it is over. */
  probation: z
    .strictObject({
      /** Unix ms. */
      until: z.number(),
      /** Unrequested ends of its process so far. */
      ends: z.int(),
    })
    .nullable()
    .default(null),
  step: stepSchema.nullable(),
  /** The validator process that was started last. */
  run: z
    .strictObject({ token: z.string(), folder: z.string(), identity: identitySchema.nullable() })
    .nullable(),
  /** Time from the request to end until the next release was healthy, as measured, in ms. */
  restartMs: z.number().nullable(),
  /** Outcome of the last request or look. */
  last: z
    .strictObject({
      at: z.string(),
      request: z.string().nullable(),
      outcome: z.enum(['current', 'updated', 'rolled-back', 'unproven', 'refused']),
      version: z.string().nullable(),
      code: z.string().nullable(),
      message: z.string(),
    })
    .nullable(),
})

/** State of the folder of releases: one file, replaced as a whole. */
export type Journal = z.output<typeof journalSchema>

export const emptyJournal: Journal = {
  ...{ format: 'subnetkit-update/1', channels: {}, current: null, previous: null, refused: [] },
  unproven: [],
  probation: null,
  ...{ step: null, run: null, restartMs: null, last: null },
}

/** Reads a journal; an absent one is empty. Throws UPDATE_STATE_INVALID. */
export async function readJournal(path: string): Promise<Journal> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw updateError('UPDATE_STATE_INVALID', { path, detail: reasonOf(error) })
  })
  if (text === null) return emptyJournal
  try {
    return journalSchema.parse(JSON.parse(text))
  } catch {
    throw updateError('UPDATE_STATE_INVALID', { path, detail: 'it has another form' })
  }
}

/** A journal that is on the disk before a change of it counts. */
export interface JournalFile {
  readonly state: Journal
  /** Changes some fields; they are durable when it resolves. */
  change(change: Partial<Journal>): Promise<void>
}

export async function openJournal(path: string): Promise<JournalFile> {
  let state = await readJournal(path)
  return {
    get state() {
      return state
    },
    async change(change) {
      const next = { ...state, ...change }
      await writeFileAtomic(path, `${JSON.stringify(next, null, 2)}\n`)
      state = next
    },
  }
}
