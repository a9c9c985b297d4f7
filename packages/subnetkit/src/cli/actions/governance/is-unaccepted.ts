import type { ProposalResult } from '@subnetkit/core/validator'

/** True for a change that was made without the vote. */
export const isUnaccepted = ({ state, carriedOut }: Pick<ProposalResult, 'state' | 'carriedOut'>): boolean =>
  carriedOut?.done === true && state !== 'accepted'
