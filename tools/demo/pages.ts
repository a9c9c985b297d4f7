import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const script = fileURLToPath(new URL('../../packages/dashboard/build-pages.mjs', import.meta.url))

/**
 * Builds the pages of the dashboard, in a process of its own and before anyone is asked: a validator would build them itself, and hold up
 * the miners of this process until they miss their deadlines.
 */
export async function buildDashboardPages(signal: AbortSignal): Promise<void> {
  await promisify(execFile)(process.execPath, [script], { signal })
}
