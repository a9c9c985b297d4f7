import { connect, createServer } from 'node:net'

// The process behind which a node's chain is reached: relays bytes to the chain, and is killed. Killing it resets every
// connection, as killing a node does; the chain itself goes on, as the network does without one of its nodes.
const [port, chainPort] = process.argv.slice(2).map(Number)
const server = createServer((near) => {
  const far = connect({ host: '127.0.0.1', port: chainPort ?? 0 })
  const end = () => {
    near.destroy()
    far.destroy()
  }
  near.on('error', end).on('close', end)
  far.on('error', end).on('close', end)
  near.pipe(far)
  far.pipe(near)
})
server.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'))
process.stdin.resume().on('end', () => process.exit(0))
