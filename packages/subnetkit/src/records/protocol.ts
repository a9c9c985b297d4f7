import { synapse } from '@subnetkit/core'
import { z } from 'zod'

/** Rounds that one request looks at, at most. */
export const mostRoundsAtOnce = 16

/** Lines of one answer, in characters, from which no further round is added. */
export const maxPageChars = 1_000_000

/** The one request of the listener for score records: those of the caller, page by page from the newest round to the oldest. */
export const recordsProtocol = {
  records: synapse({
    input: z.strictObject({
      mechanism: z.int().min(0).max(255),
      /** Newest round of the page. @default the newest that is kept */
      to: z
        .int()
        .min(0)
        .max(2 ** 40)
        .optional(),
      rounds: z.int().min(1).max(mostRoundsAtOnce),
    }),
    output: z.strictObject({
      /** Lines of a file with score records, by ascending round. */
      lines: z.array(z.string().max(1_000_000)).max(100_000),
      /** Newest round of the next page; null at the end. */
      next: z.int().min(0).nullable(),
    }),
    deadline: '30s',
    // A round that is larger than a page comes alone.
    maxBytes: '8MB',
  }),
}
