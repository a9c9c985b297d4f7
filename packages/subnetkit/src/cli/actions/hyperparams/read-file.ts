import { type OwnerHyperparameters, parseHyperparameters } from '@subnetkit/chain'
import { z } from 'zod'
import { readJsonFile } from '../../config/json-file.js'

/** The hyperparameters in a file: the whole of it, or what stands under `hyperparameters`, as `show --json` prints. */
export async function readHyperparametersFile(path: string): Promise<OwnerHyperparameters> {
  const content = await readJsonFile(path, z.record(z.string(), z.unknown()))
  return parseHyperparameters(content.hyperparameters ?? content, path)
}
