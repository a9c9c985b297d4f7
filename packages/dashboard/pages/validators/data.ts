import type { api } from '../data/client.js'

/** What the page reads. */
export type ValidatorsData = Awaited<ReturnType<typeof api.validators.query>>
