import { connectChain } from '@subnetkit/chain'
import { createRandom, type Protocol } from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { runMiner } from '../../../../miner/run-miner.js'
import type { Resources } from '../../../../neuron/resources.js'
import type { LoadedSubnet } from '../../../module/load-subnet.js'
import { hotkeyOptions } from './hotkey-options.js'
import { inManner } from './manners.js'
import type { FromRole, ToRole } from './messages.js'

interface MinerParts {
  readonly subnet: LoadedSubnet
  readonly handlers: Handlers<Protocol>
  readonly message: Extract<ToRole, { kind: 'run-miners' }>
  readonly resources: Resources
  readonly send: (message: FromRole) => void
}

/** Questions that a sample miner works on at the same time. */
const mostAtOnce = 256

/** Runs the sample miners on one connection to the chain. */
export async function runMiners({ subnet, handlers, message, resources, send }: MinerParts): Promise<void> {
  const { network, netuid, miners } = message
  const chain = resources.own(await connectChain({ network }))
  const start = async (miner: (typeof miners)[number], index: number) => {
    const isOwn = miner.manner.kind === 'own'
    const random = createRandom(Buffer.from(`sample miner ${index}`))
    const running = await runMiner(
      subnet,
      inManner(subnet, handlers, miner.manner, () => random.next()),
      {
        ...hotkeyOptions(miner.hotkey),
        chain,
        netuid,
        port: miner.port,
        signals: false,
        // The validators of dev ask all of a round's questions at once.
        limits: { closeDeadlineMs: 500, maxConcurrent: mostAtOnce, maxConcurrentPerCaller: mostAtOnce },
        // The failures of the others are on purpose.
        log: isOwn ? ({ level, message: text }) => send({ kind: 'log', level, message: text }) : false,
      },
    )
    resources.own(running)
    send({ kind: 'miner-serves', index, hotkey: running.hotkey, port: running.port })
  }
  await Promise.all(miners.map(start))
}

/** Loads what a miner on a chain needs. */
export async function warmUp(): Promise<void> {
  await Promise.all([import('../../../../miner/start-miner.js'), import('../../../../neuron/connect.js')])
}
