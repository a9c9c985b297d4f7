import { isSubnetError, reasonOf } from '@subnetkit/base'
import type { DevnetOptions } from '@subnetkit/devnet'
import { type DevnetCliOptions, parseOptions, UsageError } from './options.js'

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options === null) return 0
  const ended = endOfProcess()
  // Loaded late: the help and a wrong option must not wait for a chain.
  const { createDevnet, forkCacheFolder, reportFork } = await import('@subnetkit/devnet')
  const { bannerOf, renderBanner } = await import('./banner.js')

  const { fork: endpoint, netuid, forkBlock: block, forkCache, cache } = options
  const fork = endpoint !== undefined &&
    netuid !== undefined && {
      endpoint,
      netuid,
      block,
      cache: cache ? (forkCache ?? forkCacheFolder()) : undefined,
      onProgress: reportFork(process.stderr),
    }
  const starting = createDevnet({ ...devnetOptions(options), ...(fork && { fork }) })
  const devnet = await Promise.race([starting, ended])
  // A fork may be read for minutes; nothing of it is kept.
  if (devnet === undefined) process.exit(130)
  for (const note of devnet.fork?.notes ?? []) process.stderr.write(`fork: ${note}\n`)
  const banner = await bannerOf(devnet, options)
  process.stdout.write(options.json ? `${JSON.stringify(banner)}\n` : renderBanner(banner))
  await ended
  await devnet.close()
  if (options.state !== undefined)
    process.stderr.write(`block ${devnet.head.number} is in ${options.state}\n`)
  return 0
}

function devnetOptions({
  port,
  blockTime,
  preset,
  seed,
  allowLoopbackAxons,
  beacon,
  state,
  history,
  finalityDelay,
  spec,
}: DevnetCliOptions): DevnetOptions {
  return {
    port,
    allowLoopbackAxons,
    ...(blockTime !== undefined && { blockTime }),
    ...(preset !== undefined && { preset }),
    ...(seed !== undefined && { seed }),
    ...(beacon !== undefined && { beacon }),
    ...(state !== undefined && { stateFile: state }),
    ...(history !== undefined && { history }),
    ...(finalityDelay !== undefined && { finalityDelay }),
    ...(spec !== undefined && { specVersion: spec }),
    onFault: (fault, where) => void process.stderr.write(`${where}: ${reasonOf(fault)}\n`),
  }
}

/** Resolves at the first signal to end; a second one does not wait for anything. */
function endOfProcess(): Promise<undefined> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve(undefined)
      })
    }
  })
}

function failure(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const fix = isSubnetError(error) ? `. ${error.fix}` : ''
  process.stderr.write(`${reasonOf(error)}${fix}\n`)
  return error instanceof UsageError || code === 'BAD_OPTION' ? 2 : 1
}

process.exitCode = await main(process.argv.slice(2)).catch(failure)
