/** Name of the chain on a devnet of subnetkit. */
export const devnetChain = 'subnetkit devnet'
