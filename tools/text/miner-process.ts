import { createBuiltinGenerator } from '@subnetkit/models'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import { runMiner } from 'subnetkit'
import { optionsOfParent, serveParent } from '../soak/apart.js'

const { hotkey } = optionsOfParent<{ readonly hotkey: string }>()
const handlers = createTextMiner({ generator: await createBuiltinGenerator(), reader: true, planner: true })
await using miner = await runMiner(textSubnet, handlers, {
  ...{ hotkey, port: 0, admission: null, rateLimit: null, receipts: null },
  ...{ log: false, signals: false },
})
await serveParent({ port: miner.port }, () => 0)
