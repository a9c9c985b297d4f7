import { type OwnerHyperparameters, parseHyperparameters, type SubnetIdentity } from '@subnetkit/chain'
import { z } from 'zod'
import { readJsonFile } from '../../config/json-file.js'

const text = z.string()

/** Fields of the identity of a subnet in a file. */
export const identityFields = {
  name: text.min(1, 'must not be empty'),
  githubRepo: text.optional(),
  contact: text.optional(),
  url: text.optional(),
  discord: text.optional(),
  description: text.optional(),
  logoUrl: text.optional(),
  additional: text.optional(),
}

const schema = z.strictObject({
  identity: z.strictObject(identityFields).optional(),
  hyperparameters: z.record(z.string(), z.unknown()).default({}),
})

/** Desired state of a subnet. */
export interface SubnetFile {
  readonly identity: SubnetIdentity | undefined
  readonly hyperparameters: OwnerHyperparameters
}

/** Reads the declaration of a subnet. Throws FILE_INVALID, HYPERPARAMETERS_INVALID. */
export async function readSubnetFile(path: string): Promise<SubnetFile> {
  const { identity, hyperparameters } = await readJsonFile(path, schema)
  return {
    // Absent fields are left out: the types distinguish them from undefined ones.
    identity: identity && (JSON.parse(JSON.stringify(identity)) as SubnetIdentity),
    hyperparameters: parseHyperparameters(hyperparameters, path),
  }
}
