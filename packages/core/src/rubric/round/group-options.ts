import { callback, integer } from '@subnetkit/base'

/** Options that all ready round criteria have. */
export interface GroupOptions<A> {
  /**
   * Returns the name of the group that an answer is compared in.
   * @default the task of a family that is shared, otherwise the family
   */
  readonly group?: ((answer: A) => string) | undefined
  /** Other miners that a group needs; with fewer, the criterion is left out for its answers. @default 1 */
  readonly minPeers?: number | undefined
}

export const groupFields = { group: callback().optional(), minPeers: integer(0).optional() }

/** The fields of a round criterion that these options set. */
export function groupPart<A>({ group, minPeers }: GroupOptions<A>) {
  return { ...(group && { group }), ...(minPeers !== undefined && { minPeers }) }
}
