import { expect, test } from 'vitest'
import { runInProcess } from './testing/cli.js'
import { version } from './version.js'

test.each([
  [['metagraf'], "unknown command 'metagraf'", 'Did you mean metagraph?'],
  [['metagraph', '--netuid', '1', '--sorte', 'uid'], "unknown option '--sorte'", 'Did you mean --sort?'],
  [['--networ', 'test', 'metagraph'], "unknown option '--networ'", 'Did you mean --network?'],
  [['metagraph', '--nope'], "unknown option '--nope'", 'Run subnet metagraph --help'],
  [['metagraph', '--netid', '1'], "unknown option '--netid'", 'Did you mean --netuid?'],
  // defect: a wallet of the name of a command led to the help of that command
  [
    ['release', 'sign', 'x.tgz', '-w', 'dev'],
    "required option '--url <url>' not specified",
    'Run subnet release sign --help',
  ],
  [['-w', 'dev', 'vtrust', '--bogus'], "unknown option '--bogus'", 'Run subnet vtrust --help'],
  [['metagraph'], "required option '--netuid <number>' not specified", 'Run subnet metagraph --help'],
  [['metagraph', '1', 'surplus'], 'too many arguments', 'Run subnet metagraph --help'],
  [['metagraph', '1', '--netuid', '1'], 'the netuid is given twice', 'Run subnet metagraph --help'],
  [['metagraph', '1.5'], '--netuid must be a whole number', '--help'],
  [['metagraph', '--netuid', '1.5'], '--netuid must be a whole number', '--help'],
  [[], 'no command was given', 'Run subnet --help'],
  [['metagraf', '--help'], "unknown command 'metagraf'", 'Did you mean metagraph?'],
  [['weights', 'sett', '-h'], "unknown command 'sett'", 'Did you mean set?'],
  [['help', 'nonsense'], "unknown command 'nonsense'", 'Run subnet --help'],
  [['weights'], 'weights needs a command: subnet weights <command>', 'Run subnet weights --help'],
])('refuses %j with the help to read', async (argv, message, fix) => {
  const run = await runInProcess(argv)
  expect([run.code, run.stdout]).toEqual([2, ''])
  expect(run.stderr).toContain(message)
  expect(run.stderr).toContain(fix)
})

test('says the same as JSON, and nothing else', async () => {
  const run = await runInProcess(['metagraph', '--json', '--netuid', '-1'])
  expect([run.code, run.stderr]).toEqual([2, ''])
  expect(run.json()).toEqual({
    error: {
      code: 'USAGE',
      message: expect.stringContaining('--netuid'),
      fix: expect.any(String),
      details: expect.any(Object),
    },
  })
})

test.each([
  [['--help'], 'metagraph'],
  [['help', 'metagraph'], '--netuid <number>'],
  [['weights', '--help'], 'reveal'],
  [['help', 'weights', 'set'], '--uids <list>'],
  [['hyperparams', 'lint', 'file.json', '--help'], '<file>'],
  [['--version'], version],
  [['metagraph', '--help'], '--network <name>'],
  [['metagraph', '-h'], '$ subnet metagraph --netuid 1'],
])('%j is no error', async (argv, text) => {
  const run = await runInProcess(argv)
  expect([run.code, run.stderr]).toEqual([0, ''])
  expect(run.stdout).toContain(text)
})

test('an error of subnetkit is shown with its code and its fix', async () => {
  const argv = ['metagraph', '--netuid', '1', '--network', 'ws://127.0.0.1:1', '--timeout', '1']
  const run = await runInProcess(argv)
  expect([run.code, run.stdout]).toEqual([1, ''])
  expect(run.stderr).toMatch(/error .*\[CHAIN_UNREACHABLE\]\n {2}fix: /)
  const asJson = await runInProcess([...argv, '--json'])
  expect([asJson.code, asJson.json()]).toMatchObject([1, { error: { code: 'CHAIN_UNREACHABLE' } }])
})

test.each([['--subtensor.network'], ['--network'], ['-n'], ['--chain'], ['--subtensor.chain_endpoint']])(
  'takes the endpoint by %s',
  async (flag) => {
    const run = await runInProcess([flag, 'ws://127.0.0.1:1', 'metagraph', '--netuid', '1', '--timeout', '1'])
    expect(run.stderr).toContain('ws://127.0.0.1:1')
  },
)
