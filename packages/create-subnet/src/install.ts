import { runProgram } from '@subnetkit/base/process'
import type { PackageManager } from '@subnetkit/templates'
import { createError } from './errors.js'

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
      fix: `${registry}, then run ${command} in ${shown}.`,
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
  const cause = causes.find(({ pattern }) => pattern.test(ended.output))
  throw createError('INSTALL_FAILED', {
    path: shown,
    detail: `${command} failed: ${cause?.detail ?? reasonIn(ended.output)}`,
    fix: `${cause?.fix ?? 'See what it says'}, then run ${command} in ${shown}.`,
  })
}

const registry = 'Check your network and the registry (npm config get registry)'

/** Failures that users meet, with what they mean. */
const causes = [
  {
    pattern: /invalid json|unexpected token ['"]?<|<!doctype html|is not valid json/i,
    detail: 'the registry answered with a web page, as a proxy or a login page does',
    fix: registry,
  },
  { pattern: /ENOSPC/, detail: 'the disk is full', fix: 'Free some space (about 200 MB)' },
  {
    pattern: /E404|ERR_PNPM_FETCH_404|\b404\b.*not found/i,
    detail: 'the registry does not have one of the packages',
    fix: registry,
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT/,
    detail: 'the registry cannot be reached',
    fix: registry,
  },
] as const

/** The first line that says more than a code. */
function reasonIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^(?:npm (?:error|ERR!)|error|ERROR|ERR_\S+)[:\s]*/, '').trim())
  return (
    lines.find((line) => line !== '' && !/^(?:code|errno|syscall|path|dest) /.test(line)) ?? 'it said nothing'
  )
}
