import { type SubnetError, toSubnetError } from '@subnetkit/base'
import { type AxonParameters, type ChainClient, type Signer, serveAxon } from '@subnetkit/chain'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'

/** Pause between attempts to publish, in ms. */
const retryMs = 60_000

/**
 * Publishes the miner's axon. Transient refusals, such as the chain's limit of one axon in 50 blocks, are retried in the
 * background; anything else is thrown.
 */
export async function publishAxon(
  chain: ChainClient,
  signer: Signer,
  axon: AxonParameters & { readonly netuid: number },
  log: Log,
  resources: Resources,
): Promise<void> {
  const name = axon.host.includes(':') ? `[${axon.host}]:${axon.port}` : `${axon.host}:${axon.port}`
  let timer: NodeJS.Timeout | undefined
  let closed = false
  resources.defer(() => {
    closed = true
    clearTimeout(timer)
  })

  async function publish(): Promise<void> {
    const changed = await serveAxon(chain, signer, axon)
    const message = changed ? `published axon ${name}` : `axon ${name} is already published`
    log.write('info', { event: 'axon-published', message })
  }
  function retryAfter({ code, message: why }: SubnetError): void {
    if (closed) return
    const message = `axon ${name} is not published yet, next attempt in ${retryMs / 1_000} s: ${why}`
    log.write('warn', { event: 'axon-unpublished', code, message })
    timer = setTimeout(() => {
      publish().catch((thrown: unknown) => retryAfter(toSubnetError(thrown)))
    }, retryMs)
    timer.unref()
  }

  try {
    await publish()
  } catch (thrown) {
    const error = toSubnetError(thrown)
    if (!error.transient && error.code !== 'RATE_LIMITED') throw thrown
    retryAfter(error)
  }
}
