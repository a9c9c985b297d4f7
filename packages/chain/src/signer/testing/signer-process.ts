import { createKeypair } from '@subnetkit/wallet'
import { runSigner } from '../run-signer.js'

// What a process of its own does: `signer-process.ts <endpoint> <socket>`; it says so when it listens.
const [endpoint = '', socketPath = ''] = process.argv.slice(2)
const server = await runSigner({ chain: { endpoint }, keypair: createKeypair('//Bob'), socketPath })
process.stdout.write(`${server.address}\n`)
process.once('SIGTERM', () => void server.close())
