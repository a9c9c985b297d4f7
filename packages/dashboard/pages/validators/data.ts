import type { api } from '../data/client.js'

/** Data of the page. */
export type ValidatorsData = Awaited<ReturnType<typeof api.validators.query>>
