import { AccountId } from '@polkadot-api/substrate-bindings'
import { raoPerTao } from '@subnetkit/base'
import { fromHex } from './codec/bytes.js'

/** Public keys of the dev URIs, as every Substrate chain has them. */
const publicKeys = {
  Alice: '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d',
  Bob: '0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48',
  Charlie: '0x90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22',
  Dave: '0x306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20',
  Eve: '0xe659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e',
  Ferdie: '0x1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c',
  One: '0xac859f8a216eeb1b320b4c76d118da3d7407fa523484d0a980126d3b4d0d220a',
  Two: '0x1254f7017f0b8347ce7ab14f96d818802e7e9e0c0d1b7c9acb3c726b080e7a03',
  Three: '0x9026941b7aa2328a8c5ea4e25bb747a2bf92a066fae0cc3722faf58cf44d3502',
} as const

/** A prefunded account with a well-known key. */
export interface DevAccount {
  /** Its secret as clients take it, such as `//Alice`. */
  readonly uri: string
  /** 0x-hex. */
  readonly account: string
  /** SS58 with prefix 42. */
  readonly address: string
  /** Rao at genesis: a million TAO for the first three, 2,000 for the others. */
  readonly free: bigint
  /** True if it holds the sudo key at genesis. */
  readonly isSudo: boolean
}

const ss58 = AccountId(42)
const rich = ['Alice', 'Bob', 'Charlie']

/** The accounts that a devnet begins with. */
export const devAccounts: readonly DevAccount[] = Object.entries(publicKeys).map(([name, account]) => ({
  uri: `//${name}`,
  account,
  address: ss58.dec(fromHex(account)),
  free: (rich.includes(name) ? 1_000_000n : 2_000n) * raoPerTao,
  isSudo: name === 'Alice',
}))

/** Authorities of Subtensor's localnet, which make its blocks in turn. */
export const blockAuthors: readonly string[] = [publicKeys.One, publicKeys.Two, publicKeys.Three]
