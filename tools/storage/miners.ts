import { join } from 'node:path'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { protocol } from '@subnetkit/subnet-storage/protocol'
import { openShelf } from '@subnetkit/subnet-storage/shelf'
import { runMiner } from 'subnetkit'

// Miners of `npm run storage:gib`, in a process of their own, whose memory is not that of the commands.
const [directory, count] = [process.argv[2]!, Number(process.argv[3])]
const hosts: unknown[] = []
for (let at = 0; at < count; at++) {
  const shelf = openShelf({ directory: join(directory, `${at}`), quotaBytes: 2 ** 40 })
  const miner = await runMiner({ name: 'storage', version: 1, protocol }, createStorageMiner(shelf), {
    hotkey: `//miner-${at}`,
    port: 0,
    admission: null,
    signals: false,
    log: false,
  })
  hosts.push({ hotkey: miner.hotkey, host: '127.0.0.1', port: miner.port })
}
process.send!(hosts)
