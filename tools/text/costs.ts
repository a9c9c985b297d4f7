import { createHash } from 'node:crypto'
import textSubnet from '@subnetkit/subnet-text'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { Command } from 'commander'
import { scoreAnswer } from 'subnetkit'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { startApart } from '../soak/apart.js'

// `npm run text:costs`: SUBNET.md of the text subnet, "What a round costs a validator".
const { rounds } = refuseWrongOptions(new Command('text:costs'))
  .description(
    'Asks the sample miner of the text subnet, in a process of its own, over HTTP, and prints the requests, bytes and CPU time of a round.',
  )
  .option('--rounds <n>', 'rounds that count; two come before', wholeNumber(1), 30)
  .parse()
  .opts<{ readonly rounds: number }>()

/** Questions that wait for an answer at once, as a validator's. */
const atOnce = 4
/** A validator draws the tasks to plan a round, to ask and to score. */
const drawings = 3
/** Rounds that do not count: code gets hot, connections open. */
const before = 2

type Task = ReturnType<typeof textSubnet.tasks.tasksFor>[number]
const sum = { tasks: 0, bytes: 0, scored: 0 }

const minerHotkey = '//Miner'
const script = new URL('miner-process.ts', import.meta.url)
await using miner = await startApart<{ port: number }, never>(script, { hotkey: minerHotkey })
const { address } = createKeypair(minerHotkey)
const endpoint = { hotkey: address, host: '127.0.0.1', port: miner.ready.port }
await using client = createMinerClient(textSubnet, {
  keypair: createKeypair('//Validator'),
  allowPrivateAddresses: true,
})

for (let number = 0; number < before; number++) await playRound(number)
Object.assign(sum, { tasks: 0, bytes: 0, scored: 0 })
const [own, minerBefore] = [process.cpuUsage(), await miner.measure()]
for (let number = before; number < before + rounds; number++) await playRound(number)
const { user, system } = process.cpuUsage(own)
const minerSeconds = (await miner.measure()).cpuSeconds - minerBefore.cpuSeconds

const [requests, bytes] = [sum.tasks / rounds, sum.bytes / rounds]
const seconds = (user + system) / 1e6 / rounds
process.stdout.write(
  `a validator, for each miner and round: ${requests} requests, ${(bytes / 1_000).toFixed(1)} kB of questions and answers, ` +
    `${seconds.toFixed(3)} s of CPU time; for 256 miners ${256 * requests} requests, ${((256 * bytes) / 1e6).toFixed(1)} MB, ${(256 * seconds).toFixed(0)} s\n` +
    `the miner, for each answer: ${((1_000 * minerSeconds) / sum.tasks).toFixed(1)} ms of CPU time; mean score ${(sum.scored / sum.tasks).toFixed(3)} of ${sum.tasks} answers\n`,
)

async function playRound(number: number): Promise<void> {
  const secret = createHash('sha256').update(`costs ${number}`).digest()
  const draw = () => textSubnet.tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, address)
  const drawn = Array.from({ length: drawings }, draw)
  const queue = drawn[0]!.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const task of queue) await ask(task)
    }),
  )
}

async function ask(task: Task): Promise<void> {
  const result = await client.query(endpoint, task.synapse, task.input as never)
  if (result.kind !== 'ok') throw new Error(`${task.id} was not answered: ${result.code} ${result.reason}`)
  const { output, latencyMs } = result
  const { value } = await scoreAnswer(textSubnet, { task, output, latencyMs } as never)
  sum.tasks += 1
  sum.bytes += JSON.stringify(task.input).length + JSON.stringify(output).length
  sum.scored += value
}
