import { type ChainClient, preflight, readMetagraph } from '@subnetkit/chain'
import type { HostPort } from '../../output/host-port.js'
import { checkAxon, type PublishedAxon } from './axon.js'
import { examineAll, type Finding, fail, pass, skip } from './finding.js'

/** What is checked of a hotkey on a subnet. */
export interface SubnetQuestion {
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
  readonly role: 'validator' | 'miner'
  readonly versionKey: bigint
  readonly axon?: HostPort | undefined
}

/** Registration, axon and, for a validator, everything that weights need. */
export async function checkSubnet(
  client: ChainClient,
  question: SubnetQuestion,
): Promise<readonly Finding[]> {
  const { role, axon = null } = question
  const [ready, axons] = await Promise.all([
    examineAll('weights', () => checkWeights(client, question)),
    examineAll('axon', async () => checkAxon(await publishedAxon(client, question), axon, role)),
  ])
  return [...ready, ...axons]
}

/** The lines of the preflight; of a miner only those that concern it. */
async function checkWeights(client: ChainClient, question: SubnetQuestion): Promise<readonly Finding[]> {
  const { checks, block } = await preflight(client, question)
  const concern = new Set<string>(
    question.role === 'miner' ? ['subnet', 'registered', 'epoch'] : checks.map(({ name }) => name),
  )
  const commands = commandsFor(question)
  return checks.map(({ name, ok, sentence, code, fix, retryBlock }) => {
    if (!concern.has(name)) return skip(name, 'a miner sets no weights')
    if (ok) return pass(name, sentence)
    const isTold = retryBlock === null || fix?.includes(`block ${retryBlock}`)
    const later = isTold ? '' : ` (from block ${retryBlock} on, in ${retryBlock - block.number} blocks)`
    const command = code === null ? undefined : commands[code]
    return fail(name, sentence, `${fix ?? ''}${later}${command === undefined ? '' : `: ${command}`}`.trim())
  })
}

/** Commands that mend what the preflight finds. */
function commandsFor({ netuid }: SubnetQuestion): Readonly<Record<string, string>> {
  return {
    NOT_REGISTERED: `subnet register --netuid ${netuid}`,
    NO_VALIDATOR_PERMIT: `subnet stake --netuid ${netuid} --amount <tao>`,
    WEIGHTS_STAKE_TOO_LOW: `subnet stake --netuid ${netuid} --amount <tao>`,
  }
}

/** What the chain holds of the hotkey's axon, and the first block in which it takes another. */
async function publishedAxon(
  client: ChainClient,
  { netuid, mechanism, hotkey }: SubnetQuestion,
): Promise<PublishedAxon | null> {
  const { neurons, parameters, block } = await readMetagraph(client, netuid, { mechanism })
  const axon = neurons.find((neuron) => neuron.hotkey === hotkey)?.axon
  if (!axon) return null
  const changeable = axon.servedAt + parameters.servingRateLimit
  return { ...axon, changeableFrom: changeable > block ? changeable : null }
}
