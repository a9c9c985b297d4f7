import { type ChainClient, checkRuntime } from '@subnetkit/chain'
import type { Subnet } from '@subnetkit/core'
import type { SourceCheck, SourceCheckGroup } from '@subnetkit/dashboard'
import { openWallet, type WalletOptions } from '@subnetkit/wallet'
import { checkGenesis, checkNewest } from '../cli/actions/doctor/chain.js'
import { examineAll, type Finding } from '../cli/actions/doctor/finding.js'
import { checkWalletFiles } from '../cli/actions/doctor/keys.js'
import { checkFeatures } from '../cli/actions/doctor/runtime.js'
import { checkSubnet } from '../cli/actions/doctor/subnet.js'
import { maskUrl } from '../secrets/secrets.js'
import { restedReading } from './rested-reading.js'

interface CheckupParts {
  readonly chain: ChainClient
  readonly netuid: number
  readonly hotkey: string
  /** Version of the subnet, which its weights carry. */
  readonly version: Subnet['version']
  /** Wallet of the process; null where its hotkey is none of a wallet. */
  readonly wallet: WalletOptions | null
  readonly mechanisms: () => readonly number[]
}

/** Time between two examinations, in ms: they ask the chain, and connect to an axon. */
const restMs = 30_000

/** Examines keys, chain and subnet as `subnet doctor` does: what it has to ask for is asked at most twice a minute. */
export function createCheckup(parts: CheckupParts): () => Promise<readonly SourceCheckGroup[]> {
  const { chain, netuid, hotkey, version, wallet, mechanisms } = parts
  const subnetOf = (mechanism: number, as: string) =>
    checkSubnet(chain, {
      ...{ netuid, mechanism, hotkey, as },
      ...{ role: 'validator', versionKey: BigInt(version) },
    })
  return restedReading(
    chain.clock,
    async () => {
      const numbers = mechanisms()
      const opened = wallet === null ? null : await openWallet(wallet).catch(() => null)
      const as =
        opened === null
          ? `-n ${maskUrl(chain.status().endpoint)}`
          : `-w ${opened.name} -H ${opened.hotkeyName}`
      const [keys, ofChain, ...subnets] = await Promise.all([
        wallet === null ? [] : examineAll('wallet', () => checkWalletFiles(wallet)),
        examineAll('chain', async () => [
          ...checkGenesis(chain),
          ...checkFeatures(checkRuntime(chain.api)),
          ...(await checkNewest(chain)),
        ]),
        ...numbers.map((mechanism) => examineAll('subnet', () => subnetOf(mechanism, as))),
      ])
      const name = (mechanism: number) => (numbers.length === 1 ? '' : `, mechanism ${mechanism}`)
      return [
        { name: 'Keys', checks: keys.map(shown) },
        { name: 'Chain', checks: ofChain.map(shown) },
        ...subnets.map((findings, at) => ({
          name: `Subnet ${netuid}${name(numbers[at]!)}`,
          checks: findings.map(shown),
        })),
      ].filter(({ checks }) => checks.length > 0)
    },
    restMs,
  )
}

const verdicts = { pass: true, fail: false, skip: null } as const

/** A running validator waits for the next window by itself. */
const waited: ReadonlySet<string> = new Set(['rate limit'])

const shown = ({ name, verdict, sentence, fix }: Finding): SourceCheck =>
  waited.has(name) && verdict === 'fail'
    ? { name, ok: null, sentence, fix: null }
    : { name, ok: verdicts[verdict], sentence, fix }
