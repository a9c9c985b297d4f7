import { type OwnerHyperparameters, parseHyperparameters } from '@subnetkit/chain'
import { z } from 'zod'
import { readJsonFile } from '../../config/json-file.js'

/** The hyperparameters in a file: the whole of it, or its `hyperparameters` field, as printed by `show --json`. */
export async function readHyperparametersFile(path: string): Promise<OwnerHyperparameters> {
  const content = await readJsonFile(path, z.record(z.string(), z.unknown()))
  return parseHyperparameters(content.hyperparameters ?? content, path)
}
