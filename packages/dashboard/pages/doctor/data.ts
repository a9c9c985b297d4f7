import type { api } from '../data/client.js'

/** Data of the page. */
export type DoctorData = Awaited<ReturnType<typeof api.doctor.query>>
