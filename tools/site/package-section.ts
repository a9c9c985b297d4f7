import type { Section } from './page.js'

const readme = (name: string, description: string) => ({
  source: `packages/${name}/README.md`,
  label: name,
  description,
})

/** READMEs of packages that no other section has. */
export const packageSection: Section = {
  title: 'Packages',
  pages: [
    readme(
      'subnetkit',
      'The one package that a subnet project depends on: options, keys, logging and shutdown.',
    ),
    readme('create-subnet', 'Creates a subnet project: questions, options, and what it writes.'),
    readme('lab', 'Finds out if cheating pays before miners do: columns, options, agents of your own.'),
    readme('subnet-text', 'The reference subnet of verifiable questions, answered by language models.'),
    readme('subnet-image', 'The reference subnet of text in pictures, and of pictures from text.'),
    readme('subnet-storage', 'The reference subnet of data that miners hold and prove.'),
    readme(
      'subnet-prediction',
      'The reference subnet of forecasts that are committed before the outcome is known.',
    ),
    readme('devnet', 'A development chain that runs inside Node and that clients take for a Subtensor node.'),
    readme('dashboard', 'The pages of the dashboard and their read-only server.'),
    readme('core', 'Definition of a subnet, tasks, rubric, scoreboard, and the rounds of a validator.'),
    readme('transport', 'Synapses on the wire: server, client, sessions, streams and receipts.'),
    readme('chain', 'The Subtensor client shared by registration and weight-setting.'),
    readme('wallet', 'Key pairs, addresses, signatures, and keyfiles of the official tools.'),
    readme('yuma', 'Consensus and emission arithmetic, bit for bit the same as the chain’s.'),
    readme('timelock', 'Timelock encryption against the drand beacon, as commit-reveal uses it.'),
    readme('templates', 'The projects that create-subnet stamps out.'),
    readme('base', 'Errors, units and deadlines shared by every package.'),
    readme('sr25519-native', 'An optional addon for signatures at native speed.'),
  ],
}
