import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connectChain, connectSigner, submit } from '@subnetkit/chain'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../testing/chain.js'

let chain: CliChain
beforeAll(async () => {
  chain = await createCliChain({}, ['miner'])
  await chain.run('register --netuid 1 -H miner -y')
})
afterAll(() => chain[Symbol.asyncDispose]())

/** Runs a signer while `work` runs, and interrupts it. */
async function withSigner(line: string, work: (socket: string) => Promise<void>): Promise<string> {
  const interrupt = new AbortController()
  let working: Promise<void> = Promise.resolve()
  const { stderr } = await chain.run(`signer -H miner --json ${line}`.trim(), {
    signal: interrupt.signal,
    code: 130,
    onStdout: (text) => {
      const { socket } = JSON.parse(text) as { readonly socket: string }
      working = work(socket).finally(() => interrupt.abort())
    },
  })
  await working
  return stderr
}

test('another process signs for the hotkey; its file is not needed, and the socket goes with it', async () => {
  let socket = ''
  const output = await withSigner('', async (path) => {
    socket = path
    const serve = `serve --netuid 1 -w nobody --signer-socket ${path} --ip 203.0.113.5 -y --json`
    expect((await chain.run(serve)).json()).toMatchObject({ changed: true })
  })
  expect(output).toContain('signed SubtensorModule.serve_axon')
  expect(existsSync(socket)).toBe(false)
})

test('calls that no neuron makes are refused, and said so', async () => {
  const output = await withSigner(`--socket ${join(chain.home, 's.sock')}`, async (socketPath) => {
    await using client = await connectChain({ endpoint: chain.env.BT_NETWORK ?? '' })
    const signer = await connectSigner({ socketPath })
    const call = { pallet: 'Balances', call: 'transfer_keep_alive', args: [signer.address, 1n] }
    await expect(submit(client, signer, call)).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
  })
  expect(output).toMatch(/refused Balances\.transfer_keep_alive/)
})

test('requests to hotkeys of the subnet are signed if an option says so, and counted in the log', async () => {
  let address = ''
  const requestTo = (receiver: string) =>
    Buffer.from(
      `btauth/1\nsr25519\nPOST\n/echo\n${'ab'.repeat(32)}\n${Date.now()}000000\n${address}\n${receiver}`,
    )
  const stranger = createKeypair('//stranger').address
  const output = await withSigner(
    `--socket ${join(chain.home, 'm.sock')} --sign-requests 1`,
    async (socketPath) => {
      const signer = await connectSigner({ socketPath })
      address = signer.address
      expect(await signer.signMessage(requestTo(address))).toHaveLength(64)
      await signer.signMessage(requestTo(address))
      await expect(signer.signMessage(requestTo(stranger))).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
    },
  )
  expect(output.match(/(signed|refused) a .*so far/gm)).toEqual([
    `signed a btauth/1 request to ${address} (1 signed, 0 refused so far`,
    `refused a btauth/1 request to ${stranger} (2 signed, 1 refused so far`,
  ])
  await withSigner(`--socket ${join(chain.home, 'n.sock')}`, async (socketPath) => {
    const signer = await connectSigner({ socketPath })
    await expect(signer.signMessage(requestTo(address))).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
  })
})

test('defect: what a client sends reaches the log on one line, without control characters, and bounded', async () => {
  const log = await withSigner(`--socket ${join(chain.home, 'log.sock')}`, async (socketPath) => {
    const socket = connect(socketPath)
    socket.end('{"ask":"signature\\u001b[2J\\nsigned everything"}\n')
    socket.resume()
    await once(socket, 'close')
    await using client = await connectChain({ endpoint: chain.env.BT_NETWORK ?? '' })
    const signer = await connectSigner({ socketPath })
    const call = { pallet: 'System', call: 'remark', args: ['0x01'] }
    await expect(submit(client, signer, call)).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
  })
  expect(log).not.toMatch(/signed everything|\p{Cc}(?<!\n)/u)
  expect(log.split('\n').filter((line) => line.includes(': refused '))).toHaveLength(1)
})

test('defect: a socket path beyond the limit of the system names its option', async () => {
  const long = `/tmp/${'s'.repeat(120)}`
  const run = (line: string) => chain.run(line, { code: 2 })
  expect((await run(`signer -H miner --socket ${long}`)).stderr).toMatch(/--socket must be .* 107 bytes/)
  expect((await run(`signer -H miner --state-dir ${long}`)).stderr).toContain('--state-dir is too long')
  expect((await run(`serve --netuid 1 --ip 203.0.113.5 --signer-socket ${long}`)).stderr).toMatch(
    /--signer-socket must be .* 107 bytes/,
  )
  expect(existsSync('/tmp/s')).toBe(false)
})

test('a signer that does not run is an error with a code', async () => {
  const run = await chain.run('serve --netuid 1 --ip 203.0.113.5 --signer-socket /nonexistent/s -y', {
    code: 1,
  })
  expect(run.stderr).toContain('[SIGNER_UNREACHABLE]')
})
