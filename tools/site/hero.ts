/** Front matter of the first page of the site, above its text. */
export const hero = {
  layout: 'home',
  hero: {
    name: 'subnetkit',
    text: 'Build a Bittensor subnet in TypeScript',
    tagline:
      'One typed value gives you the miner’s server, the validator and their clients. The chain runs on your machine.',
    actions: [
      { theme: 'brand', text: 'Create a subnet', link: '/guides/subnet-owner.md' },
      { theme: 'alt', text: 'Run a miner', link: '/guides/miner.md' },
      { theme: 'alt', text: 'Run a validator', link: '/guides/validator.md' },
    ],
  },
}
