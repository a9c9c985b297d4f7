import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { run } from './process.js'
import type { PythonEnvironment } from './python.js'
import type { Report } from './report.js'

const TAO = 1_000_000_000n
const DEADLINE_MS = 60_000
const NETUID = 2
const BLOCK_MS = 250
/** More than the default limit between two settings of weights, and than a tempo. */
const BLOCKS_TO_WEIGHTS = 400

/** //Alice, //Alice//hot and //Alice//val as SS58 and as keys. */
const ALICE = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d'
const ALICE_SEED = '0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a'
const ALICE_SS58 = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const BOB = '0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48'
const BOB_SS58 = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'

/** The command line of the SDK 11, from a wallet on disk to weights on chain. */
export async function testBtcli(python: PythonEnvironment, report: Report): Promise<void> {
  // btcli seals weights by the clock on the wall, which the chain has to have reached after its jump ahead.
  const genesisTime = Date.now() - BLOCKS_TO_WEIGHTS * BLOCK_MS
  await using devnet = await createDevnet({ port: 0, blockTime: BLOCK_MS, genesisTime })
  const home = await mkdtemp(join(tmpdir(), 'subnetkit-btcli-'))
  const btcli = async (...args: string[]): Promise<string> => {
    const env = { ...settings(devnet, home) }
    const { code, output } = await run(python.program('btcli'), args, { env, deadlineMs: DEADLINE_MS })
    if (code !== 0) throw new Error(`btcli ended with ${code ?? 'the deadline'}: ${tail(output)}`)
    return output
  }
  const step = (name: string, work: () => Promise<void>) => report.step(`btcli 11: ${name}`, work)
  const { SubtensorModule: subtensor, free } = views(devnet)
  let hotkey = ''
  try {
    await step('wallet from a seed', async () => {
      await btcli(
        'wallet',
        'regen-coldkey',
        '-w',
        'alice',
        '--seed',
        ALICE_SEED,
        '--no-password',
        '--overwrite',
      )
      hotkey = addressIn(await btcli('wallet', 'new-hotkey', '-w', 'alice', '-H', 'hot'))
    })
    await step('wallet balance', async () =>
      expectText(await btcli('wallet', 'balance', '-w', 'alice'), '1,000,000.000'),
    )
    await step('subnets list', async () => expectText(await btcli('subnets', 'list'), '2 subnets'))
    await step('subnets show', async () =>
      expectText(await btcli('--json', 'subnets', 'show', '1'), '"max_neurons"'),
    )
    await step('tx transfer', async () => {
      const before = free(BOB)
      await btcli('tx', 'transfer', '-w', 'alice', '--dest', BOB_SS58, '--amount', '5', '-y')
      expectEqual(free(BOB) - before, 5n * TAO, 'what Bob got')
    })
    await step('tx register-subnet', async () => {
      await btcli('tx', 'register-subnet', '-w', 'alice', '-H', 'hot', '-y')
      expectEqual(subtensor().SubnetOwner.get(NETUID), ALICE, 'the owner')
    })
    await step('tx start-call', async () => {
      await btcli('tx', 'start-call', '-w', 'alice', '--netuid', String(NETUID), '-y')
      expectEqual(subtensor().SubtokenEnabled.get(NETUID), true, 'whether the subnet is open for staking')
    })
    await step('tx burned-register', async () => {
      await btcli('wallet', 'new-hotkey', '-w', 'alice', '-H', 'val')
      await btcli('tx', 'burned-register', '-w', 'alice', '-H', 'val', '--netuid', String(NETUID), '-y')
      expectEqual(subtensor().SubnetworkN.get(NETUID), 2, 'the number of neurons')
    })
    await step('tx add-stake', async () => {
      const before = subtensor().SubnetTAO.get(NETUID)
      const target = ['--hotkey', hotkey, '--netuid', String(NETUID)]
      await btcli('tx', 'add-stake', '-w', 'alice', ...target, '--amount', '10', '-y')
      if (subtensor().SubnetTAO.get(NETUID) <= before) throw new Error('no TAO came into the pool')
    })
    await step('query metagraph', async () =>
      expectText(await btcli('query', 'metagraph', '--netuid', String(NETUID)), hotkey),
    )
    await step('weights set, timelocked', async () => {
      devnet.mine(BLOCKS_TO_WEIGHTS)
      const vector = ['--uids', '0', '--weights', '1']
      await btcli('weights', 'set', '-w', 'alice', '-H', 'hot', '--netuid', String(NETUID), ...vector, '-y')
      const commits = [...subtensor().TimelockedWeightCommits.keys()].filter(([netuid]) => netuid === NETUID)
      expectEqual(commits.length, 1, 'the number of epochs with commits')
    })
    await step('hparams set', async () => {
      const name = 'commit_reveal_weights_enabled'
      await btcli(
        'hparams',
        'set',
        '-w',
        'alice',
        '--netuid',
        String(NETUID),
        '--name',
        name,
        '--value',
        'false',
        '-y',
      )
      expectEqual(subtensor().CommitRevealWeightsEnabled.get(NETUID), false, name)
    })
    await step('weights set', async () => {
      devnet.mine(BLOCKS_TO_WEIGHTS)
      const vector = ['--uids', '0', '--weights', '1']
      await btcli('weights', 'set', '-w', 'alice', '-H', 'hot', '--netuid', String(NETUID), ...vector, '-y')
      expectEqual(String(subtensor().Weights.get(NETUID, 0)), '0,65535', 'the weights of uid 0')
    })
    await step('query balance', async () =>
      expectText(await btcli('query', 'balance', '--coldkey', ALICE_SS58), 'τ'),
    )
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

function settings(devnet: Devnet, home: string): Record<string, string> {
  return {
    HOME: home,
    COLUMNS: '160',
    BT_NETWORK: devnet.url ?? '',
    BT_WALLET_PATH: join(home, 'wallets'),
    BT_FALLBACK_ENDPOINTS: 'none',
    BT_ARCHIVE_ENDPOINTS: 'none',
  }
}

/** The state changes with every block: read it each time. */
function views(devnet: Devnet) {
  return {
    SubtensorModule: () => devnet.state.SubtensorModule,
    free: (account: string) => devnet.state.System.Account.get(account).data.free,
  }
}

function addressIn(output: string): string {
  const [address] = /\b5[1-9A-HJ-NP-Za-km-z]{47}\b/.exec(output) ?? []
  if (address === undefined) throw new Error('no address in the output')
  return address
}

function expectText(output: string, part: string): void {
  if (!output.includes(part)) throw new Error(`the output lacks "${part}": ${tail(output)}`)
}

function expectEqual<T>(actual: T, expected: T, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)}, not ${String(expected)}`)
}

const tail = (output: string): string => output.trim().split('\n').slice(-3).join(' ').replace(/\s+/g, ' ')
