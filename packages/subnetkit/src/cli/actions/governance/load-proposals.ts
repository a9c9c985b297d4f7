import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reasonOf, toSubnetError } from '@subnetkit/base'
import type { NamedProposal } from '@subnetkit/core/validator'
import { z } from 'zod'
import { readSmallFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'

/** Folder of proposals, unless another is given. */
export const proposalsFolder = 'proposals'

/** Largest proposal of a URL, in bytes. */
const mostBytes = 262_144
/** Deadline of a URL, in ms. */
const urlMs = 15_000
const named = /^([0-9a-f]{64})\.json$/
const isUrl = (place: string) => /^https?:\/\//.test(place)

/** A proposal, and the file or URL that has it. */
export interface LoadedProposal extends NamedProposal {
  readonly place: string
  /** True if a folder was given, and not this file. */
  readonly isInFolder: boolean
}

/**
 * Reads one proposal from a file or a URL. A file that is named by a hash must have it, and so must any with `expected`.
 * Throws FILE_INVALID, PROPOSAL_INVALID, PROPOSAL_MISMATCH.
 */
export async function loadProposal(place: string, expected?: string): Promise<LoadedProposal> {
  const { readProposal } = await import('@subnetkit/core/validator')
  const text = isUrl(place) ? await download(place) : await readSmallFile(place, place, mostBytes)
  const name = named.exec(basename(isUrl(place) ? new URL(place).pathname : place))?.[1]
  return { ...readProposal(text, { place, expected: expected ?? name }), place, isInFolder: false }
}

/** A file of a folder that is no proposal, or not the one that its name says. */
export interface RefusedFile {
  readonly place: string
  readonly code: string
  readonly message: string
  readonly fix: string
}

/** Proposals of a place, and the files of a folder that were refused. */
export interface LoadedProposals {
  readonly loaded: readonly LoadedProposal[]
  readonly refused: readonly RefusedFile[]
}

/**
 * Reads proposals from a file, a folder or a URL; a folder that is not there has none. Other files of a folder are left alone, and one that is
 * refused does not keep the others from being read.
 */
export async function loadProposals(place: string, expected?: string): Promise<LoadedProposals> {
  if (isUrl(place)) return { loaded: [await loadProposal(place, expected)], refused: [] }
  const kind = await stat(place).catch(() => null)
  if (kind?.isDirectory()) {
    const names = (await readdir(place)).filter((name) => named.test(name)).sort()
    const loaded: LoadedProposal[] = []
    const refused: RefusedFile[] = []
    for (const name of names) {
      const file = join(place, name)
      try {
        loaded.push({ ...(await loadProposal(file, expected)), isInFolder: true })
      } catch (error) {
        const { code, message, fix } = toSubnetError(error)
        refused.push({ place: file, code, message, fix })
      }
    }
    return { loaded, refused }
  }
  if (kind === null && place === proposalsFolder) return { loaded: [], refused: [] }
  return { loaded: [await loadProposal(place, expected)], refused: [] }
}

/** A hash as hex. With its prefix on the command line: 64 hex digits alone are taken for a seed. */
export const hashField = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be a hash, sha256: and 64 hex digits')
  .transform((text) => text.replace('sha256:', ''))

/** The file or URL of a proposal, which may be given by its hash. */
export function placeOf(given: string, folder: string): string {
  const hash = hashField.safeParse(given)
  return hash.success ? join(folder, `${hash.data}.json`) : given
}

async function download(url: string): Promise<string> {
  const refused = (detail: string) =>
    cliError('FILE_INVALID', {
      path: url,
      detail,
      fix: 'Check the URL, or download the file and pass its path.',
    })
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(urlMs) })
    if (!response.ok) throw refused(`the server responded with ${response.status}`)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > mostBytes) throw refused(`it has more than ${mostBytes} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'FILE_INVALID') throw error
    throw refused(`it cannot be downloaded (${reasonOf(error)})`)
  }
}
