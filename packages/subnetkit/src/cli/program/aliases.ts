/** Spellings of options in btcli of either generation. */
const flags: Readonly<Record<string, string>> = {
  '--subtensor.network': '--network',
  '--subtensor.chain_endpoint': '--chain',
  '--subtensor.chain-endpoint': '--chain',
  '--wallet.name': '--wallet',
  '--wallet-name': '--wallet',
  '--wallet_name': '--wallet',
  '--wallet.hotkey': '--hotkey',
  '--wallet-hotkey': '--hotkey',
  '--wallet_hotkey': '--hotkey',
  '--wallet.path': '--wallet-path',
  '--wallet_path': '--wallet-path',
  '--no-prompt': '--yes',
  '--no_prompt': '--yes',
  '--json-output': '--json',
  '--json-out': '--json',
  '--mechid': '--mechanism',
  '--no-use-password': '--no-password',
  '--n-words': '--words',
  '--n_words': '--words',
  '--dest': '--to',
  '--destination': '--to',
  '--recipient': '--to',
  '--origin-netuid': '--netuid',
  '--dest-netuid': '--to-netuid',
  '--dest-hotkey': '--to-hotkey',
  '--unstake-all': '--all',
}

/** Names of groups of commands in btcli. */
const groups: Readonly<Record<string, string>> = {
  w: 'wallet',
  wallets: 'wallet',
  st: 'stake',
  s: 'subnets',
  subnet: 'subnets',
  wt: 'weights',
  weight: 'weights',
  su: 'sudo',
  r: 'root',
}

/** Commands of btcli that have another name here, with hyphens, and spellings of ours in two words. */
const commands: Readonly<Record<string, string>> = {
  'wallet new-coldkey': 'wallet create --coldkey-only',
  'wallet new-hotkey': 'wallet create --hotkey-only',
  'wallet regen-coldkey': 'wallet regen coldkey',
  'wallet regen-hotkey': 'wallet regen hotkey',
  'wallet inspect': 'wallet overview',
  'stake show': 'stake list',
  'stake unstake': 'stake remove',
  'subnets register': 'register',
  'subnets metagraph': 'metagraph',
  'subnets hyperparameters': 'hyperparams show',
  'subnets create': 'create-on-chain',
  'sudo get': 'hyperparams show',
  'sudo set-take': 'take',
  'root register': 'register --netuid 0',
  'axon set': 'serve',
  // `miner` takes a module, and is no group.
  'miner test': 'miner-test',
}

/** Global options that take a value, which is no command. */
const takesValue =
  /^(-n|--network|--chain|-w|--wallet|-H|--hotkey|--signer-socket|-p|--wallet-path|--timeout|--state-dir)$/

/** Converts the command line to this program's spelling; everything after `--` stays as it is. */
export function unalias(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  const words = (end === -1 ? argv : argv.slice(0, end)).map((word) => {
    const [flag = '', ...rest] = word.split('=')
    return Object.hasOwn(flags, flag) ? [flags[flag], ...rest].join('=') : word
  })
  return [...renameCommand(words), ...(end === -1 ? [] : argv.slice(end))]
}

function renameCommand(words: readonly string[]): readonly string[] {
  const at = words.findIndex(
    (word, index) => !word.startsWith('-') && !takesValue.test(words[index - 1] ?? ''),
  )
  const name = words[at]
  if (name === undefined) return words
  const group = groups[name] ?? name
  const rest = words.slice(at + 1)
  const [next = ''] = rest
  // Before `stake` had subcommands, it added stake.
  if (group === 'stake' && /^--?(netuid|amount|at-least)/.test(next)) {
    return [...words.slice(0, at), 'stake', 'add', ...rest]
  }
  const renamed = commands[`${group} ${next.replaceAll('_', '-')}`]
  if (renamed !== undefined) return [...words.slice(0, at), ...renamed.split(' '), ...rest.slice(1)]
  return [...words.slice(0, at), group, ...rest]
}
