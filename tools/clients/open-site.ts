import { createGateway, issueKey } from 'subnetkit/gateway'
import { openDatabase } from 'subnetkit/validator'
import { fakeModel, greeting, vectorOf } from './fake-miners.js'

/** A gateway that clients are played against. */
export interface Site extends AsyncDisposable {
  /** Variables from which the scripts know it. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts a gateway over fake miners, with keys that may do everything, that have spent all, and that may ask once a minute. */
export async function openSite(): Promise<Site> {
  const database = await openDatabase({ memory: true })
  const gateway = await createGateway({
    models: [
      fakeModel('text', { aliases: ['gpt-4o-mini'] }),
      fakeModel('org/text'),
      fakeModel('tools', { tools: true }),
    ],
    ...{ database, origins: ['*'], stopMs: 1_000 },
  })
  const keyOf = async (name: string, more = {}) => (await issueKey(gateway, { name, ...more })).key
  return {
    env: {
      GATEWAY_URL: `${gateway.url}/v1`,
      GATEWAY_MODEL: 'text',
      GATEWAY_TOOLS_MODEL: 'tools',
      GATEWAY_VECTOR: JSON.stringify(vectorOf('Hello')),
      GATEWAY_GREETING: greeting,
      GATEWAY_KEY: await keyOf('all'),
      GATEWAY_SPENT_KEY: await keyOf('spent', { cap: 0n }),
      GATEWAY_OTHER_KEY: await keyOf('other', { models: ['org/text'] }),
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
