import { type Devnet, devAccounts } from '@subnetkit/devnet'
import { renderTable } from '../table.js'
import type { DevnetCliOptions } from './options.js'

/** Information for clients that want to connect. */
export interface Banner {
  readonly endpoint: string
  readonly genesis: string
  readonly head: { readonly hash: string; readonly number: number }
  /** Spec version of the runtime. */
  readonly specVersion: number
  readonly blockTime: number | 'instant' | 'manual'
  readonly preset: string | null
  readonly state: string | null
  /** Subnet and block that the chain was forked from, and the file of the cache that they were read from. */
  readonly fork: {
    readonly netuid: number
    readonly number: number
    readonly hash: string
    readonly cached: string | null
  } | null
  readonly accounts: readonly {
    readonly uri: string
    readonly address: string
    readonly publicKey: string
    /** Rao, as digits. */
    readonly free: string
    readonly isSudo: boolean
  }[]
}

/** Of a devnet that listens. */
export async function bannerOf(devnet: Devnet, options: DevnetCliOptions): Promise<Banner> {
  const { System, Sudo } = devnet.state
  const { hash, number } = devnet.head
  const { specVersion } = await devnet.provider.send<{ specVersion: number }>('state_getRuntimeVersion', [])
  return {
    endpoint: devnet.url!,
    genesis: await devnet.provider.send<string>('chain_getBlockHash', [0]),
    head: { hash, number },
    specVersion,
    blockTime: devnet.blockTime,
    preset: devnet.preset ?? null,
    state: options.state ?? null,
    fork: forkOf(devnet),
    accounts: devAccounts.map(({ uri, address, account }) => ({
      uri,
      address,
      publicKey: account,
      free: String(System.Account.get(account).data.free),
      isSudo: Sudo.Key.get() === account,
    })),
  }
}

function forkOf({ fork }: Devnet): Banner['fork'] {
  if (fork === undefined) return null
  const { netuid, number, hash, cached = null } = fork
  return { netuid, number, hash, cached }
}

export function renderBanner(banner: Banner): string {
  const { endpoint, genesis, head, specVersion, blockTime, preset, state, fork } = banner
  const facts: [string, string][] = [
    ['endpoint', `${endpoint} (HTTP on the same port)`],
    ['genesis', genesis],
    ['head', `${head.number} ${head.hash}`],
    ['runtime', `spec ${specVersion}`],
    ['blocks', blockTimeText(blockTime)],
    fork
      ? ['fork', `subnet ${fork.netuid} at block ${fork.number}${fork.cached ? `, from ${fork.cached}` : ''}`]
      : ['preset', preset ?? 'none: the local genesis of the chain'],
    ['state', state ?? 'in memory only'],
  ]
  const accounts = renderTable(
    [
      { heading: 'account', cell: ({ uri, isSudo }) => (isSudo ? `${uri} (sudo)` : uri) },
      { heading: 'address', cell: ({ address }) => address },
      { heading: 'TAO', align: 'right', cell: ({ free }) => taoText(BigInt(free)) },
    ],
    banner.accounts,
  )
  const lines = facts.map(([name, value]) => `${name.padEnd(10)}${value}\n`).join('')
  return `${lines}\n${accounts}\nThe keys of these accounts are public: use them nowhere else. Ctrl-C ends the devnet.\n`
}

function blockTimeText(blockTime: Banner['blockTime']): string {
  if (blockTime === 'instant') return 'one for each extrinsic'
  if (blockTime === 'manual') return 'only by dev_mine'
  return `one every ${blockTime / 1000} s`
}

function taoText(rao: bigint): string {
  const fraction = String(rao % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const whole = (rao / 1_000_000_000n).toLocaleString('en-US')
  return fraction === '' ? whole : `${whole}.${fraction}`
}
