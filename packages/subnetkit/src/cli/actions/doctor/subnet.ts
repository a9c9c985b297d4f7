import {
  type ChainClient,
  type Metagraph,
  type Neuron,
  type Preflight,
  preflight,
  readMetagraph,
  readWeightRow,
} from '@subnetkit/chain'
import { devnetChain } from '../../../neuron/devnet-chain.js'
import type { HostPort } from '../../output/host-port.js'
import { retryHint } from '../../output/retry-hint.js'
import { checkAxon, type PublishedAxon } from './axon.js'
import { judgeEarnings } from './earnings.js'
import { examineAll, type Finding, fail, pass, skip } from './finding.js'

/** Hotkey and subnet under check. */
export interface SubnetQuestion {
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
  readonly role: 'validator' | 'miner'
  readonly versionKey: bigint
  readonly axon?: HostPort | undefined
  /** Options that name the wallet, the hotkey and the network, for the commands of fixes. */
  readonly as: string
}

/** Registration, axon, earnings and, for a validator, everything that weights need. */
export async function checkSubnet(
  client: ChainClient,
  question: SubnetQuestion,
): Promise<readonly Finding[]> {
  const { role, axon = null } = question
  const [ready, rest] = await Promise.all([
    examineAll('weights', () => checkWeights(client, question)),
    examineAll('axon', async () => {
      const metagraph = await readMetagraph(client, {
        netuid: question.netuid,
        mechanism: question.mechanism,
      })
      const neuron = metagraph.neurons.find(({ hotkey }) => hotkey === question.hotkey)
      const isDevnet = client.api.runtimeChain.toString() === devnetChain
      return [
        ...(await checkEarnings(client, question, metagraph, neuron)),
        ...(await checkAxon(publishedAxon(metagraph, neuron), axon, role, { isDevnet })),
      ]
    }),
  ])
  return [...ready, ...rest]
}

/** The lines of the preflight; of a miner only those that concern it. */
async function checkWeights(client: ChainClient, question: SubnetQuestion): Promise<readonly Finding[]> {
  const { netuid, mechanism, hotkey, versionKey } = question
  return judgeChecks(await preflight(client, { netuid, mechanism, hotkey, versionKey }), question)
}

/** Findings of a preflight. Without the subnet itself, nothing else is checked: no one can register or stake there. */
export function judgeChecks(
  { checks, block }: Pick<Preflight, 'checks' | 'block'>,
  question: SubnetQuestion,
): readonly Finding[] {
  const isThere = checks.every(({ name, ok }) => name !== 'subnet' || ok)
  const concern = new Set<string>(
    question.role === 'miner' ? ['subnet', 'registered', 'epoch'] : checks.map(({ name }) => name),
  )
  const commands = commandsFor(question)
  return checks.map(({ name, ok, sentence, code, fix, retryBlock }) => {
    if (!isThere && name !== 'subnet') return skip(name, 'needs the subnet')
    if (!concern.has(name)) return skip(name, 'a miner sets no weights')
    if (ok) return pass(name, sentence)
    const command = code === null ? undefined : commands[code]
    const run = command === undefined ? '' : ` Run \`${command}\`.`
    return fail(name, sentence, `${fix ?? ''}${run}${retryHint(fix ?? '', retryBlock, block.number)}`.trim())
  })
}

/** Commands that fix what the preflight finds. */
function commandsFor({ netuid, as }: SubnetQuestion): Readonly<Record<string, string>> {
  return {
    NOT_REGISTERED: `subnet register --netuid ${netuid} ${as}`,
    NO_VALIDATOR_PERMIT: `subnet stake add --netuid ${netuid} --amount <tao> ${as}`,
    WEIGHTS_STAKE_TOO_LOW: `subnet stake add --netuid ${netuid} --amount <tao> ${as}`,
  }
}

async function checkEarnings(
  client: ChainClient,
  { netuid, mechanism, role, as }: SubnetQuestion,
  metagraph: Metagraph,
  neuron: Neuron | undefined,
): Promise<readonly Finding[]> {
  if (neuron === undefined) {
    return [
      fail(
        'earnings',
        'a hotkey without a uid earns nothing',
        `Run \`subnet register --netuid ${netuid} ${as}\`.`,
      ),
    ]
  }
  const row =
    role === 'validator'
      ? await readWeightRow(client, {
          netuid,
          mechanism,
          uid: neuron.uid,
          at: { number: metagraph.block, hash: metagraph.blockHash },
        })
      : []
  return judgeEarnings({ metagraph, neuron, row, role })
}

/** The axon of a neuron, and the first block in which the chain takes another. */
function publishedAxon({ parameters, block }: Metagraph, neuron: Neuron | undefined): PublishedAxon | null {
  const axon = neuron?.axon
  if (!axon) return null
  const changeable = axon.servedAt + parameters.servingRateLimit
  return { ...axon, changeableFrom: changeable > block ? changeable : null }
}
