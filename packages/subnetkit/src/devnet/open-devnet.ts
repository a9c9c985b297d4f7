import { configError } from '@subnetkit/base'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'
import { buildSubnet, ownerHotkey } from './build-subnet.js'
import type { DevnetSettings } from './options.js'

interface DevnetParts {
  readonly settings: DevnetSettings
  readonly log: Log
  readonly resources: Resources
}

/** Everything that {@link startDevnet} does once its options are parsed. */
export async function openDevnet({ settings, log, resources }: DevnetParts) {
  const chain = resources.own(await createChain(settings))
  const network = chain.url
  if (network === undefined) throw new Error('a devnet with a port has a URL')
  log.write('info', { event: 'chain', message: `a chain listens at ${network}` })
  if (settings.subnet === undefined)
    return { network, netuid: chain.fork?.netuid ?? 1, miners: [], validators: [], owner: null, chain }

  const { name } = settings.subnet
  const { netuid, miners, validators } = await buildSubnet(chain, settings.subnet, settings)
  const neurons = [...miners, ...validators].map(({ uri, uid }) => `${uri} (uid ${uid})`)
  const message = `registered subnet ${netuid} (${name}) with ${neurons.join(', ') || 'no neurons'}`
  log.write('info', { event: 'subnet', message })
  const urisOf = (list: typeof miners) => list.map(({ uri }) => uri)
  const of = { miners: urisOf(miners), validators: urisOf(validators), owner: ownerHotkey }
  return { network, netuid, ...of, chain }
}

async function createChain({
  port,
  blockTime,
  seed,
  allowedOrigins,
  fork,
  specVersion,
}: DevnetSettings): Promise<Devnet> {
  try {
    return await createDevnet({
      ...(fork ? { fork } : { preset: 'fast' as const }),
      port,
      blockTime,
      allowLoopbackAxons: true,
      allowedOrigins,
      ...(seed !== undefined && { seed }),
      ...(specVersion !== undefined && { specVersion }),
    })
  } catch (error) {
    const { cause } = error as Error
    if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') throw error
    // As createDevnet reports it, with the process that holds the port.
    const { describeTakenPort } = await import('@subnetkit/transport')
    const detail = await describeTakenPort(port)
    const fix = `Choose another port, or 0 for a free one: ${detail}.`
    throw configError('CONFIG_INVALID', { place: 'startDevnet port', detail, fix }, { cause })
  }
}
