import type { RuntimeFeatureReport, RuntimeReport } from '@subnetkit/chain'
import { type Finding, fail, pass, skip } from './finding.js'

/** Reports the features of subnetkit that work on the runtime of the chain. */
export function checkFeatures({
  features,
  unknownExtension,
  specVersion,
}: RuntimeReport): readonly Finding[] {
  const update = 'Update subnetkit: it does not know this runtime yet.'
  const unusable = features.filter(({ ok }) => !ok)
  return [
    unknownExtension === null
      ? pass('signing', `every signed extension of spec ${specVersion} is known`)
      : fail(
          'signing',
          `nothing can be signed: spec ${specVersion} has the unknown extension ${unknownExtension}`,
          update,
        ),
    unusable.length === 0
      ? pass('features', `all ${features.length} work: calls, storage and runtime APIs are as expected`)
      : skip('features', `${features.length - unusable.length} of ${features.length} work as expected`),
    ...unusable.map((feature) => judge(feature, update)),
  ]
}

/** An older runtime lacks things, which turns a feature off; one that has them otherwise is newer than we are. */
function judge({ name, missing, changed, partial }: RuntimeFeatureReport, update: string): Finding {
  const state = partial === true ? 'works in part' : 'is off'
  if (changed.length === 0) {
    return skip('feature', `${name} ${state}: the runtime has no ${missing.join(', ')}`)
  }
  const differences = changed.map(
    ({ name: what, expected, found }) => `${what} takes ${found ?? 'nothing'}, not ${expected}`,
  )
  return fail('feature', `${name}: ${differences.join('; ')}`, update)
}
