/** Spellings that btcli of either generation takes for the same option. */
const aliases: Readonly<Record<string, string>> = {
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
}

/** The command line in this program's own spelling; what follows `--` stays. */
export function unalias(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return argv.map((word, at) => {
    if (end !== -1 && at >= end) return word
    const [flag = '', ...rest] = word.split('=')
    return Object.hasOwn(aliases, flag) ? [aliases[flag], ...rest].join('=') : word
  })
}
