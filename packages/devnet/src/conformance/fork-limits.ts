/** Differences of a chain that was forked (`--fork`) from the chain that goes on, each with its reason. */
export const forkLimits: readonly string[] = [
  'Its genesis is another one, so that signatures for the fork count on no other chain.',
  'Other subnets keep their pools, prices and part of the emission, but have no neurons and no epochs (tempo 0): one subnet was read. There, their epochs may put this one off by some blocks, and move prices.',
  'What root stake has earned on other subnets cannot be claimed: its claims were not read.',
  'Hotkeys that have left the subnet have no stake of their own: the chain lists stakes by hotkey, and these can no longer be found from the subnet. Their alpha is counted in SubnetAlphaOut.',
  'Proxies, multisigs, crowdloans, locks of balances, and positions of older pools are not read: no payment of the subnet depends on them.',
  'The rules are those that the devnet has for the version of its runtime; those of newer versions than 425 are inferred, as far as they are known.',
  '//Alice holds the sudo key, and development accounts have money.',
  'The block before the fork was not read: its runtime is taken to be that of the forked block, and nothing else is known of it.',
  'Timelocked weights for quicknet open with pulses that are fed: the devnet cannot sign them.',
]
