import { defineErrors } from '@subnetkit/base'

/** What can go wrong in rounds, queues and scores. */
export const coreError = defineErrors({
  SCORE_OUT_OF_RANGE: {
    message: '{part} gave {value}; a score is a number from 0 to 1',
    fix: 'Clamp the result of {part} to [0, 1] and never return NaN.',
  },
  ANSWER_MALFORMED: {
    message: 'the response of {synapse} does not match its schema: {detail}',
    fix: 'Return what the output schema of {synapse} takes: a round counts this response as malformed and scores it 0.',
  },
  CHECKER_FAILED: {
    message: '{part} threw on an answer: {detail}',
    fix: 'Make {part} accept every answer that the output schema lets through.',
  },
  ROUND_SECRET_MISMATCH: {
    message: 'the secret of round {round} does not hash to what was committed',
    fix: 'the round cannot be audited: trust neither its tasks nor its scores',
  },
  STORE_CORRUPT: {
    message: 'the store at {place} cannot be read: {detail}',
    fix: 'restore it from a copy, or move it away to start with empty scores',
  },
  STORE_BUSY: {
    message: 'the store at {place} is in use by process {pid}',
    fix: 'stop that process first, give each its own directory, or use Redis to share work between processes',
  },
  QUEUE_UNAVAILABLE: {
    message: 'the queue backend {backend} cannot be reached: {detail}',
    fix: 'check the Redis URL, or leave it out to use the embedded backend',
  },
})
