import { issueKey } from '@subnetkit/gateway'
import { type RunningGateway, runGateway } from '../../../gateway/run-gateway.js'
import { serveGatewayStatus } from '../../../gateway/serve-gateway-status.js'
import { loadSubnet } from '../../module/load-subnet.js'
import { isPortTaken } from '../../run/is-port-taken.js'
import { callLines } from '../gateway/call-lines.js'
import type { DevChain } from './dev-chain.js'
import type { Presenter } from './presenter.js'

interface DevGatewayParts {
  readonly module: string
  readonly export: string | undefined
  readonly chain: Pick<DevChain, 'network' | 'netuid' | 'validators'>
  /** Undefined: 8080, or a free one where that is taken. */
  readonly port: number | undefined
  readonly presenter: Presenter
}

/** The usual port of a gateway. */
const usualPort = 8_080

/**
 * Offers the subnet of a devnet by a gateway that asks in the name of its first validator, and shows lines that ask it, with a key of
 * their own. Keeps nothing. Throws as runGateway.
 */
export async function startDevGateway(parts: DevGatewayParts): Promise<RunningGateway> {
  const { module, chain, presenter } = parts
  const subnet = await loadSubnet(module, parts.export)
  // A devnet has its hotkeys as URIs.
  const hotkey = chain.validators.flatMap((one) => ('uri' in one ? [one.uri] : []))[0]
  const start = (port: number) =>
    runGateway(subnet, {
      ...{ network: chain.network, netuid: chain.netuid, hotkey, port },
      ...{ directory: null, signals: false, log: false, stopMs: 1_000 },
    })
  const gateway = await (parts.port === undefined
    ? start(usualPort).catch((error: unknown) => {
        if (!isPortTaken(error)) throw error
        return start(0)
      })
    : start(parts.port))
  const { key } = await issueKey(gateway, { name: 'dev' })
  const { url, model } = gateway
  const views = subnet.views ?? {}
  const text = callLines({ url, model, key, views, synapses: Object.keys(subnet.protocol) })
  presenter.say({ kind: 'notice', event: 'gateway', isPinned: true, text, data: { url, model, key } })
  return gateway
}

/** Status of a gateway that starts later, at a free port. */
export async function showDevGateway() {
  let shown: RunningGateway | null = null
  const server = await serveGatewayStatus({ port: 0, status: async () => shown?.status() ?? null })
  return {
    port: server.port,
    show(gateway: RunningGateway): void {
      shown = gateway
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
