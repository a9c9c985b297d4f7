/** One of the official projects whose end-to-end tests run against the devnet. */
export interface Suite {
  /** Folder of its clone. */
  readonly clone: string
  readonly repository: string
  /** The commit of the release that the expectations are about. */
  readonly commit: string
  readonly release: string
  /** Spec version of the chain at the time of the release: the rules that its tests expect. */
  readonly specVersion: number
  /** Python packages at versions under which its tests run. */
  readonly pins: readonly string[]
}

const common = ['bittensor-wallet==4.0.1', 'websockets==17.4', 'pytest-timeout==2.4.0']

export const suites = {
  sdk: {
    clone: 'bittensor',
    repository: 'https://github.com/opentensor/bittensor',
    commit: 'bb526e6d6',
    release: 'Python SDK 10.2.0',
    specVersion: 391,
    pins: [
      ...common,
      'async-substrate-interface==1.6.4',
      'scalecodec==1.2.12',
      'bt-decode==0.8.0',
      'bittensor-drand==1.3.0',
      'pytest==8.3.5',
      // With 1.x, fixtures and tests run in different event loops, and every async test hangs.
      'pytest-asyncio==0.26.0',
      'setuptools==70.3.0',
    ],
  },
  btcli: {
    clone: 'btcli',
    repository: 'https://github.com/opentensor/btcli',
    commit: '1e9bc8b6',
    release: 'btcli 9.21.2',
    specVersion: 403,
    pins: [
      ...common,
      'async-substrate-interface==2.2.1',
      'cyscale==0.8.0',
      'bittensor-drand==2.0.0',
      // Later ones do not bring click, which the tests import.
      'typer==0.20.0',
      'click==8.3.1',
      'pytest==9.2.0',
      'pytest-asyncio==1.5.0',
    ],
  },
} as const satisfies Readonly<Record<string, Suite>>

export type SuiteName = keyof typeof suites
export const suiteNames = Object.keys(suites) as SuiteName[]
