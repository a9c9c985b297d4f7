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
      { theme: 'alt', text: 'Ask a subnet', link: '/guides/asking.md' },
    ],
  },
  features: [
    {
      title: 'The whole economy on your machine',
      details:
        'A development chain runs inside Node.js: registration, rounds, weights, consensus and pay. No Docker, Redis, Python or Rust.',
      link: '/create.md',
      linkText: 'From an empty folder to the first incentive',
    },
    {
      title: 'Cheats before launch, not after',
      details:
        '21 kinds of cheats play against your rubric, and a gate fails the build if one earns more for its cost than honest work.',
      link: '/create.md#does-cheating-pay',
      linkText: 'Does cheating pay?',
    },
    {
      title: 'Weights that land',
      details:
        'Each row of weights is followed to a final block and through commit and reveal. A crash repeats work, never a result.',
      link: '/chain.md#weights-that-land',
      linkText: 'The outbox',
    },
    {
      title: 'Answers for existing clients',
      details:
        'A gateway offers your subnet over the chat API, with keys, budgets, prices and proof of who answered.',
      link: '/guides/asking.md',
      linkText: 'Ask from a notebook',
    },
    {
      title: 'One process, or many',
      details:
        'Queue and store are embedded until you need more. Redis, PostgreSQL and more workers are settings, not another program.',
      link: '/validator.md',
      linkText: 'Running a validator',
    },
    {
      title: 'Made to be operated',
      details:
        'Dashboard, alerts with runbooks, backups, updates that cost no score, and files for systemd, compose and Kubernetes.',
      link: '/dashboard.md',
      linkText: 'The dashboard',
    },
  ],
}
