import { runProgram } from '@subnetkit/base/process'
import type { PackageManager } from '@subnetkit/templates'
import { createError } from './errors.js'
import { causeIn, checkRegistry } from './install-cause.js'

type Place = Parameters<typeof runProgram>[1]

/** Longest that an installation may take, in ms. */
const longestMs = 30 * 60_000

/** Installs the packages of a new project. Throws INSTALL_FAILED, which says how to go on: the project stays. */
export async function install(
  packageManager: PackageManager,
  shown: string,
  place: Place,
  deadlineMs = longestMs,
): Promise<void> {
  const command = `${packageManager} install`
  const deadline = AbortSignal.timeout(deadlineMs)
  const signal = AbortSignal.any([place.signal, deadline])
  const ended = await runProgram([packageManager, 'install'], { ...place, signal }).catch((error) => {
    if (place.signal.aborted || !deadline.aborted) throw error
    throw createError('INSTALL_FAILED', {
      path: shown,
      detail: `${command} had not ended after ${deadlineMs / 60_000} min`,
      fix: `${checkRegistry(packageManager)}, then run ${command} in ${shown}.`,
    })
  })
  if (ended?.code === 0) return
  if (ended === null) {
    throw createError('INSTALL_FAILED', {
      path: shown,
      detail: `${packageManager} is not installed`,
      fix: `Install ${packageManager}, then run ${command} in ${shown}.`,
    })
  }
  const { detail, fix } = causeIn(ended.output, packageManager)
  throw createError('INSTALL_FAILED', {
    path: shown,
    detail: `${command} failed: ${detail}`,
    fix: `${fix}, then run ${command} in ${shown}.`,
  })
}
