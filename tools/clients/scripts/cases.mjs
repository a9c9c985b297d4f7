// What the scripts share: the gateway that they play against, and one line of JSON for each case.
import assert from 'node:assert/strict'

const { env } = process
export const site = {
  url: env.GATEWAY_URL,
  model: env.GATEWAY_MODEL,
  toolsModel: env.GATEWAY_TOOLS_MODEL,
  vector: JSON.parse(env.GATEWAY_VECTOR),
  greeting: env.GATEWAY_GREETING,
  key: env.GATEWAY_KEY,
  spentKey: env.GATEWAY_SPENT_KEY,
  otherKey: env.GATEWAY_OTHER_KEY,
}

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** Ends the script where something is missing that it needs. */
export function skip(why) {
  print({ skipped: why })
  process.exit(0)
}

/** Plays one case, and prints how it went. */
export async function play(name, run) {
  try {
    await run()
    print({ case: name, ok: true })
  } catch (error) {
    print({ case: name, ok: false, why: String(error?.message ?? error).slice(0, 500) })
  }
}

/** Passes for a vector of 32-bit floats. */
export function sameVector(found, wanted = site.vector) {
  assert.deepEqual([...found].map(Math.fround), wanted.map(Math.fround))
}

/** Passes for a promise that fails as `check` wants. */
export async function fails(promise, check) {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown ?? new Error('nothing'),
  )
  assert.ok(error, 'it passed, and should have failed')
  check(error)
}

export { assert }
