// Miners of the subnet in one process, each with a hotkey and a port of its own. Argument: their number. Serves until
// its input ends.
import { runMiner } from 'subnetkit'
import { echo, subnet } from './subnet.mjs'

const ports = []
for (let at = 1; at <= Number(process.argv[2]); at++) {
  const { port } = await runMiner(
    subnet,
    { echo },
    {
      ...{ hotkey: `//miner-${at}`, port: 0, admission: null, rateLimit: null },
      ...{ log: 'error', signals: false },
    },
  )
  ports.push(port)
}
process.stdout.write(`${JSON.stringify({ ports })}\n`)
process.stdin.on('end', () => process.exit()).resume()
