/** Layers of the packages (`layer:*` in `nx.tags`), each with those that its sources may import. */
export const layers = {
  base: [],
  native: [],
  math: ['base'],
  wallet: ['base', 'math'],
  chain: ['base', 'math', 'wallet'],
  core: ['base', 'math', 'wallet', 'chain'],
  transport: ['base', 'math', 'wallet', 'chain', 'core'],
  gateway: ['base', 'math', 'wallet', 'chain', 'core', 'transport'],
  lab: ['base', 'math', 'wallet', 'chain', 'core'],
  devnet: ['base', 'math', 'wallet'],
  app: ['base', 'math', 'wallet', 'chain', 'core', 'transport', 'gateway', 'lab', 'devnet', 'native', 'app'],
  tool: [
    'base',
    'math',
    'wallet',
    'chain',
    'core',
    'transport',
    'gateway',
    'lab',
    'devnet',
    'native',
    'app',
    'tool',
  ],
}

/** What tests and `testing/` may import besides: the devnet stands below no source but its own. */
export const testLayers = ['devnet']
