/** How a release of a campaign behaves: as it should, or as a bad build does. */
export const badManners = ['crash', 'late-crash', 'hang', 'deaf', 'stuck'] as const
export type Manner = 'good' | (typeof badManners)[number]
