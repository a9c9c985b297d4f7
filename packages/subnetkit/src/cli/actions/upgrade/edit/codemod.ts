import type { SyntaxNode } from '@lezer/common'
import type { Source } from '../../../syntax/tree.js'
import type { Edit } from '../../add/source/edit.js'

/** A breaking change of one release, and how sources of projects follow it. */
export interface Codemod {
  /** Release that has the change. */
  readonly version: string
  /** The change in one sentence, as users read it. */
  readonly summary: string
  /** Finds the edits of one file. Running it twice changes nothing more. */
  readonly edit: (source: Source) => Edited
}

/** Edits of a file, and what they leave to its owner. */
export interface Edited {
  readonly edits: readonly Edit[]
  readonly places: readonly ByHand[]
}

/** A place that cannot be edited safely. */
export interface ByHand {
  /** Offset in the file. */
  readonly at: number
  /** A sentence that says what to do. */
  readonly instruction: string
}

export const byHand = ({ from }: SyntaxNode, instruction: string): ByHand => ({ at: from, instruction })

/** Joins the results of several primitives; of two that concern one place, the first counts, and an edit before a hint. */
export function together(...parts: readonly Edited[]): Edited {
  const edits = byKey(
    parts.flatMap((part) => part.edits),
    ({ from, to }) => `${from}:${to}`,
  )
  const edited = new Set(edits.map(({ from }) => from))
  const places = byKey(
    parts.flatMap((part) => part.places),
    ({ at }) => at,
  )
  return { edits, places: places.filter(({ at }) => !edited.has(at)) }
}

function byKey<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly T[] {
  const seen = new Set<unknown>()
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)))
}

/** A name whose places are left to the owner. */
export interface Flag {
  /** Entry that has the name. @default 'subnetkit' */
  readonly entry?: string
  readonly name: string
  /** Imperative sentence for the owner. */
  readonly instruction: string
}
