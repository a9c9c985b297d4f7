import { join } from 'node:path'
import { openCatalogue } from '../../packages/subnet-storage/src/catalogue.js'
import { putFile } from '../../packages/subnet-storage/src/files/put.js'
import { createLocalNetwork } from './local-network.js'

// Puts files and confirms fillers until it is killed, and says what is done.
const [directory, run] = [process.argv[2]!, Number(process.argv[3])]
const place = {
  catalogue: openCatalogue(join(directory, 'catalogue')),
  network: createLocalNetwork(join(directory, 'miners'), 5),
}
for (let at = 0; ; at++) {
  const name = `${run}-${at}`
  const content = new Uint8Array(150_000).fill(run * 16 + at)
  await putFile(place, [content], { name, data: 2, parity: 1, pieceBytes: 50_000 })
  const filler = await place.catalogue.nextFiller('5Miner', 1_000)
  await place.catalogue.confirmFiller('5Miner', filler)
  process.send!({ name, fill: run * 16 + at, fillers: filler.index + 1 })
}
