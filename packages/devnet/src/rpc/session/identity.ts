/** Name of every devnet's chain. */
export const CHAIN_NAME = 'subnetkit devnet'
export const CHAIN_PROPERTIES = { ss58Format: 42, tokenDecimals: 9, tokenSymbol: 'TAO' } as const
