import type { SubnetError } from '@subnetkit/base'
import type { MetagraphWatch, Signer } from '@subnetkit/chain'
import type { Protocol, Subnet } from '@subnetkit/core'
import {
  type Admission,
  checkHandlers,
  type Handlers,
  type MinerOptions,
  type MinerServer,
  metagraphAdmission,
  serveMiner,
} from '@subnetkit/transport'
import type { Keypair } from '@subnetkit/wallet'
import type { Log } from '../log/log.js'
import { openTracing } from '../metrics/tracing.js'
import { openHotkey } from '../neuron/hotkey.js'
import type { Passed } from '../neuron/options.js'
import type { Resources } from '../neuron/resources.js'
import { createCallerLog } from './log-callers.js'
import { createFailureLog } from './log-failure.js'
import type { MinerSettings } from './options.js'

interface MinerParts<P extends Protocol> {
  readonly subnet: Pick<Subnet<P>, 'name' | 'version' | 'protocol'>
  readonly handlers: Handlers<P>
  readonly settings: MinerSettings
  readonly log: Log
  readonly resources: Resources
}

/** Everything that {@link runMiner} does once its options are parsed. */
export async function startMiner<P extends Protocol>(parts: MinerParts<P>) {
  const { subnet, handlers, settings, log, resources } = parts
  checkHandlers(subnet, handlers, 'runMiner')
  const { netuid, host, port, axon, receipts } = settings
  const {
    address: hotkey,
    keypair,
    signer,
  } = await openHotkey('runMiner', settings, { requests: false, log, resources })
  const place = netuid === undefined ? null : await openSubnet({ netuid, hotkey }, parts)
  const tracing = await openTracing(settings.telemetry)
  const logCaller = createCallerLog(log)
  const server = await serveMiner(subnet, handlers, {
    hotkey,
    host,
    port,
    admission: admissionOf(settings, place),
    onAnswer(request) {
      logCaller(request)
      tracing?.answered(request)
    },
    onError: createFailureLog(log),
    onCertificate: (error) => logCertificate(log, error),
    ...servingOptions(settings),
    sessions: sessionsOf(settings, keypair),
    // A key that only an external signer has signs no answers.
    receipts: keypair?.scheme === 'sr25519' && receipts ? { ...receipts, keypair } : null,
  })
  resources.own({ [Symbol.asyncDispose]: () => closeServer(server, log) })
  resources.waitsFor(() => 'requests in flight')
  if (place !== null && axon !== false) {
    await place.publish(signer, { host: axon.host ?? server.host, port: axon.port ?? server.port })
  }
  const of = place === null ? 'without a chain' : `on subnet ${netuid}${place.uid()}`
  const message = `${hotkey} serves ${subnet.name} v${subnet.version} ${of} at ${server.url}`
  log.write('info', { event: 'serving', message })
  const { metrics } = server
  if (metrics !== null) {
    const where = `metrics and readiness are at ${metrics.host}, port ${metrics.port}: /metrics, /readyz`
    log.write('info', { event: 'metrics', message: where })
  }
  return { hotkey, host: server.host, port: server.port, url: server.url, metrics }
}

async function closeServer(server: MinerServer, log: Log): Promise<void> {
  await server.close()
  const { requests } = server.cut
  if (requests === 0) return
  const message = `requests cut, which had not ended at the deadline of closing: ${requests}`
  log.write('warn', { event: 'cut', code: 'MINER_CLOSING', message })
}

/** Handshakes are signed with the hotkey where this process has its key. */
function sessionsOf({ sessions = {} }: MinerSettings, keypair: Keypair | null) {
  if (sessions === null || keypair?.scheme !== 'sr25519') return sessions
  return { keypair, ...sessions }
}

function logCertificate(log: Log, error: SubnetError | null): void {
  if (error === null) log.write('info', { event: 'certificate', message: 'uses the new certificate' })
  else {
    const message = `the new certificate cannot be used, the last one stays: ${error.message}`
    log.write('error', { event: 'certificate', code: error.code, message })
  }
}

/** Options that {@link serveMiner} parses: all but those that the miner decides, and the events that go to the log. */
function servingOptions(settings: MinerSettings): Passed<MinerOptions, Decided> {
  const { allow, ban, priority, rateLimit, limits, spool, auth, tls, metrics } = settings
  return { allow, ban, priority, rateLimit, limits, spool, auth, tls, metrics }
}

type Decided =
  | ('hotkey' | 'host' | 'port' | 'admission' | 'sessions' | 'receipts')
  | ('onAnswer' | 'onError' | 'onCertificate')

/** Loaded only if there is a chain: its client is most of what a miner loads. */
async function openSubnet(
  subject: { readonly netuid: number; readonly hotkey: string },
  { settings, log, resources }: Pick<MinerParts<Protocol>, 'settings' | 'log' | 'resources'>,
) {
  const [{ openChain }, { followSubnet, unreadyOf }, { publishAxon }] = await Promise.all([
    import('../neuron/connect.js'),
    import('./follow-subnet.js'),
    import('./axon.js'),
  ])
  const chain = await openChain(settings, log, resources)
  const metagraph = await followSubnet(chain, subject, log, resources)
  return {
    metagraph,
    unready: () => unreadyOf(chain, metagraph),
    /** ` (uid 2)`, or nothing if the hotkey is not registered. */
    uid() {
      const neurons = metagraph.current()?.metagraph.neurons
      const neuron = neurons?.find((one) => one.hotkey === subject.hotkey)
      return neuron === undefined ? '' : ` (uid ${neuron.uid})`
    },
    publish: (signer: Signer, axon: { readonly host: string; readonly port: number }) =>
      publishAxon(chain, signer, { netuid: subject.netuid, ...axon }, log, resources),
  }
}

interface Place {
  readonly metagraph: MetagraphWatch
  /** Reason in one word why callers cannot be distinguished at present; null if they can. */
  unready(): string | null
}

function admissionOf({ netuid, admission }: MinerSettings, place: Place | null): Admission | null {
  if (admission === null || 'check' in admission) return admission
  // The options have refused rules without a subnet.
  if (netuid === undefined || place === null) throw new Error('rules without a subnet')
  const metagraph = () => place.metagraph.current()?.metagraph ?? null
  const rules = metagraphAdmission({ netuid, metagraph, ...admission })
  return { ...rules, unready: place.unready }
}
