/** Manner of a release of a campaign: good, or a kind of bad build. */
export const badManners = ['crash', 'late-crash', 'hang', 'deaf', 'stuck'] as const
export type Manner = 'good' | (typeof badManners)[number]
