import type { OpenFields } from './dress.js'
import type { RequestProfile } from './profile.js'

/** Field of an observation that has the outsides of users' requests. */
const mark = 'subnetkit/organic'

/** Observation of a round whose tasks are dressed as requests of users. */
export interface DressedRound {
  /** Observation of the task source itself; undefined for none. */
  readonly own: unknown
  readonly profiles: readonly RequestProfile[]
}

/** The observation of a round, with outsides of users' requests for its tasks to take. They have no text, and no names. */
export const dressedObservation = ({ own, profiles }: DressedRound): unknown => ({
  [mark]: profiles.map(({ size, parameters }) => ({ size, parameters: { ...parameters } })),
  ...(own !== undefined && { own }),
})

/** Reads an observation; one that is not dressed is its source's own. */
export function readDressed(observed: unknown): DressedRound {
  if (typeof observed !== 'object' || observed === null || !(mark in observed))
    return { own: observed, profiles: [] }
  const { own, [mark]: profiles } = observed as { readonly own?: unknown; readonly [mark]: unknown }
  return { own, profiles: Array.isArray(profiles) ? (profiles as readonly RequestProfile[]) : [] }
}

/** Families of a task source, as far as they are open. */
export type OpenFamilies = Readonly<
  Record<string, { readonly synapse: string; readonly open?: OpenFields | undefined }>
>

/** Names of the fields that tasks of a synapse leave open. */
export const openFieldsOf = (families: OpenFamilies, synapse: string): readonly string[] => [
  ...new Set(
    Object.values(families).flatMap((family) =>
      family.synapse === synapse ? Object.keys(family.open ?? {}) : [],
    ),
  ),
]

/** True if a family leaves a field open: its tasks can be dressed. */
export const canDress = (families: OpenFamilies): boolean =>
  Object.values(families).some(({ open }) => open !== undefined)
