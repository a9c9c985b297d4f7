import type { api } from './client.js'

/** The process and its subnet. */
export type About = Awaited<ReturnType<typeof api.about.query>>
