import type { api } from '../data/client.js'

/** What the page reads. */
export type DoctorData = Awaited<ReturnType<typeof api.doctor.query>>
