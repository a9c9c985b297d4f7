import { followedRules, inferredRules } from '@subnetkit/devnet/conformance'

/** Versions at which a rule of the devnet changes, with its own. */
export const versions: readonly number[] = [
  ...new Set([293, 425, ...[...followedRules, ...inferredRules].map(({ since }) => since)]),
].toSorted((a, b) => a - b)
