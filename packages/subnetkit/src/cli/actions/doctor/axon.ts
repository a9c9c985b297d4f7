import { connect, isIP } from 'node:net'
import { isPublicAddress } from '@subnetkit/transport'
import { type HostPort, showHostPort } from '../../output/host-port.js'
import { type Finding, fail, pass, skip } from './finding.js'

/** Longest wait for a connection to the axon, in ms. */
const connectDeadlineMs = 3_000

/** An axon on chain. */
export interface PublishedAxon extends HostPort {
  /** First block in which the chain takes another one; null when it would now. */
  readonly changeableFrom: number | null
}

/** Compares the axon on chain with the one that is meant, and connects to it from here. */
export async function checkAxon(
  published: PublishedAxon | null,
  wanted: HostPort | null,
  role: 'miner' | 'validator',
  { isDevnet = false }: { readonly isDevnet?: boolean } = {},
): Promise<readonly Finding[]> {
  const target = published ?? wanted
  const compared = compare(published, wanted, role)
  if (
    compared.verdict === 'pass' &&
    published !== null &&
    !isDevnet &&
    isIP(published.host) !== 0 &&
    !isPublicAddress(published.host)
  ) {
    const sentence = `published at ${showHostPort(published)}, a private address that other machines cannot reach`
    return [
      fail('axon', sentence, `Run \`subnet serve --ip <public address> --port ${published.port}\`.`),
      await reach(target),
    ]
  }
  return [compared, await reach(target)]
}

function compare(
  published: PublishedAxon | null,
  wanted: HostPort | null,
  role: 'miner' | 'validator',
): Finding {
  if (published === null) {
    if (role === 'validator' && wanted === null)
      return skip('axon', 'none is published; a validator needs none')
    const { host = '<public address>', port = 8091 } = wanted ?? {}
    return fail(
      'axon',
      'none is published: no validator will query this neuron',
      `Run \`subnet serve --ip ${host} --port ${port}\`.`,
    )
  }
  if (wanted === null) return pass('axon', `published at ${showHostPort(published)}`)
  if (published.host === wanted.host && published.port === wanted.port) {
    return pass('axon', `published at ${showHostPort(published)}, as it should be`)
  }
  return fail(
    'axon',
    `published at ${showHostPort(published)}, not at ${showHostPort(wanted)}`,
    `Run \`subnet serve --ip ${wanted.host} --port ${wanted.port}\`${laterOf(published)}.`,
  )
}

const laterOf = ({ changeableFrom }: PublishedAxon): string =>
  changeableFrom === null ? '' : ` from block ${changeableFrom} on, when the rate limit allows it`

async function reach(target: HostPort | null): Promise<Finding> {
  if (target === null) return skip('port', 'nothing is published that could be reached')
  const reason = await tryConnect(target)
  if (reason === null) return pass('port', `${showHostPort(target)} takes connections`)
  return fail(
    'port',
    `${showHostPort(target)} cannot be reached from here: ${reason}`,
    'Start the neuron, open the port in the firewall, and forward it if this machine is behind a router.',
  )
}

/** Null when it connects, else why not. */
function tryConnect({ host, port }: HostPort): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const finish = (reason: string | null) => {
      socket.destroy()
      resolve(reason)
    }
    socket.setTimeout(connectDeadlineMs, () => finish(`no answer within ${connectDeadlineMs} ms`))
    socket.once('connect', () => finish(null))
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message))
  })
}
