import { writeFile } from 'node:fs/promises'
import type { Subnet } from '@subnetkit/core'
import type { GenerateInput, GenerateOutput } from '@subnetkit/subnet-image/protocol'
import type { StorageProtocol } from '@subnetkit/subnet-storage/protocol'
import { createFlowPainter, encodePng, type FlowPainter } from '@subnetkit/vision'
import type { SubnetClient } from 'subnetkit'
import { type Call, handlerContext } from 'subnetkit'
import { type KeptFile, loadFile } from './pantry.js'

/** Means of a miner of pictures whose model is on the storage subnet. */
export interface HostedParts {
  readonly subnet: Subnet
  readonly storage: SubnetClient<StorageProtocol>
  readonly model: KeptFile
  /** Storage miner that has it. */
  readonly host: string
  /** File for the model once it is loaded. */
  readonly path: string
}

/** Micro-credits that the calls for one picture may cost. */
const budget = 1_000

/** Miner of pictures that loads its model from the storage subnet, by its hash, when it is first asked for a picture. */
export function createHostedPainter({ subnet, storage, model, host, path }: HostedParts) {
  let loading: Promise<FlowPainter> | undefined
  async function load(call: Call<GenerateInput>): Promise<FlowPainter> {
    const context = handlerContext(subnet, 'generate', call, { budget })
    await writeFile(path, await loadFile(storage, model, { context, miner: host }))
    return createFlowPainter({ path })
  }
  return {
    async generate({ input, ...call }: Call<GenerateInput>): Promise<GenerateOutput> {
      loading ??= load({ input, ...call })
      const painter = await loading
      const pictures: { png: Uint8Array; seed: number }[] = []
      for (let at = 0; at < input.pictures; at++) {
        const { picture, seed } = await painter.paint({
          prompt: input.prompt,
          seed: input.seed + at,
          steps: 8,
        })
        pictures.push({ png: encodePng(picture), seed })
      }
      return { pictures, steps: 8, modelId: painter.modelId }
    },
    async [Symbol.asyncDispose]() {
      const painter = await loading?.catch(() => undefined)
      await painter?.[Symbol.asyncDispose]()
    },
  }
}
