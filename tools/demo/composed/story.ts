import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Protocol, Subnet } from '@subnetkit/core'
import { createImageSubnet } from '@subnetkit/subnet-image'
import { protocol as imageProtocol } from '@subnetkit/subnet-image/protocol'
import { definePrediction } from '@subnetkit/subnet-prediction'
import { ensemble } from '@subnetkit/subnet-prediction/ensemble'
import { createMarketFeed } from '@subnetkit/subnet-prediction/market'
import { createForecastMiner } from '@subnetkit/subnet-prediction/miner'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { openShelf } from '@subnetkit/subnet-storage/shelf'
import { openVault } from '@subnetkit/subnet-storage/vault'
import textSubnet from '@subnetkit/subnet-text'
import { handlers as textHandlers } from '@subnetkit/subnet-text/miner'
import { flowModel } from '@subnetkit/vision'
import { type CalleeReceipt, createCallContext, createSubnetClient } from 'subnetkit'
import type { Progress } from '../progress.js'
import { captionPrompt } from './caption.js'
import { createHostedPainter } from './hosted-painter.js'
import { good, store, storeFile } from './pantry.js'
import { price } from './price.js'
import type { ComposedStage, Offered } from './stage.js'

/** Outcome of the demo of four. */
export interface Composed {
  readonly caption: string
  /** Picture as the storage subnet knows it, and its bytes there. */
  readonly picture: { readonly object: string; readonly size: number }
  readonly model: string
  readonly price: number
  /** Micro-credits of all calls of the story. */
  readonly spent: number
  /** Receipt of the price, which leads to all others. */
  readonly receipt: CalleeReceipt
  /** Keys by the URLs of their gateways. */
  readonly keys: ReadonlyMap<string, string>
}

/** Micro-credits for an answer of each subnet, and for the whole story. */
const prices = { text: 20, image: 200, storage: 50, prediction: 30 }
const budget = 5_000

/** Deadlines for a machine that plays four subnets at once. In ms. */
const patientMs = 60_000

/** A subnet whose miners have time. */
function patient<S extends { readonly protocol: Protocol }>(subnet: S): S {
  const synapses = Object.entries(subnet.protocol)
  const longer = synapses.map(([name, synapse]) => [
    name,
    { ...synapse, deadlineMs: Math.max(patientMs, synapse.deadlineMs) },
  ])
  return { ...subnet, protocol: Object.fromEntries(longer) }
}

/** Plays the story: text writes what to draw, image draws it with a model that storage hosts, storage keeps it, prediction prices it. */
export async function tellStory(stage: ComposedStage, seed: string, progress: Progress): Promise<Composed> {
  const { folder } = stage
  const text = patient(textSubnet)
  const image = patient(createImageSubnet({ read: false }))
  const storage = patient(createStorageSubnet({ directory: join(folder, 'catalogue') }))
  const feed = createMarketFeed({ seed })
  const prediction = patient(definePrediction({ feed }))
  const offer = (subnet: unknown, miners: number, price: number) =>
    progress.step(
      'subnets',
      ({ netuid }: Offered) => `subnet ${netuid} is ${(subnet as Subnet).name}, behind a gateway`,
      () => stage.offer({ subnet: subnet as Subnet, miners, price }),
    )
  const texts = await offer(text, 2, prices.text)
  const images = await offer(image, 2, prices.image)
  const stores = await offer(storage, 1, prices.storage)
  const forecasts = await offer(prediction, 1, prices.prediction)
  const all = [texts, images, stores, forecasts]

  const storing = createSubnetClient(storage, { via: stores.via })
  const vault = await openVault(join(folder, 'catalogue'))
  await stores.serve(() => createStorageMiner(openShelf({ directory: join(folder, 'shelf') })))
  const host = stores.miners[0]!
  const hosting = createCallContext({ timeoutMs: 2 * patientMs, budget })
  const model = await progress.step(
    'model',
    (kept) => `storage hosts the model ${kept.sha256.slice(0, 16)} in ${kept.pieces.length} pieces`,
    async () => storeFile(storing, vault, await readFile(flowModel.path), { context: hosting, miner: host }),
  )
  await progress.step('miners', 'six miners serve', async () => {
    const writes = await textHandlers()
    await texts.serve(() => writes)
    await images.serve((at) =>
      images.own(
        createHostedPainter({
          ...{ subnet: image as unknown as Subnet, storage: storing, model, host },
          path: join(folder, `flow-${at}.onnx`),
        }),
      ),
    )
    await forecasts.serve(() => createForecastMiner({ forecaster: ensemble }))
  })

  const context = createCallContext({ timeoutMs: 4 * patientMs, budget })
  const writer = createSubnetClient(text, { via: texts.via })
  const painter = createSubnetClient(
    { name: image.name, protocol: { generate: imageProtocol.generate } },
    { via: images.via },
  )
  const pricer = createSubnetClient(prediction, { via: forecasts.via })

  const written = await progress.step(
    'text',
    ({ output }) => `text wrote: ${output.completion}`,
    async () =>
      good(
        'text',
        await writer.query(
          'complete',
          { prompt: captionPrompt(seed), maxTokens: 64, temperature: 0, seed: 1 },
          { context },
        ),
      ),
  )
  const caption = written.output.completion
  const painted = await progress.step(
    'image',
    ({ miners }) => `image drew it: ${miners[0]}`,
    async () =>
      good(
        'image',
        await painter.query(
          'generate',
          { prompt: caption, seed: 1, pictures: 1 },
          { context, timeoutMs: patientMs, madeOf: [written] },
        ),
      ),
  )
  const png = await painted.output.pictures[0]!.png.bytes()
  const kept = await progress.step(
    'storage',
    (done) => `storage keeps it: ${done.kept.object.slice(0, 16)}`,
    () => store(storing, vault, png, { context, miner: host, madeOf: [painted] }),
  )
  const priced = await progress.step(
    'prediction',
    () => 'prediction priced it: committed, then revealed',
    () => price(pricer, { hotkey: forecasts.miners[0]!, feed, options: { context, madeOf: [kept.result] } }),
  )
  return {
    ...{ caption, picture: kept.kept, model: model.sha256, price: priced.value },
    spent: budget - context.left! + (budget - hosting.left!),
    receipt: priced.receipt,
    keys: new Map(all.map(({ via }) => [via.gateway, via.key])),
  }
}
