import type { Views } from '@subnetkit/core'

interface Offer {
  readonly url: string
  readonly model: string
  /** Key that the lines have. @default that of the variable SUBNET_KEY */
  readonly key?: string | undefined
  /** Views of the subnet: the lines ask by the first one that it has. */
  readonly views: Views
  /** Names of its synapses, by which one without a view is asked. */
  readonly synapses: readonly string[]
}

/** Lines that ask a gateway from a shell and, where the client of Python has such a call, from there. */
export function callLines(offer: Offer): string {
  const first =
    offer.key === undefined
      ? 'Make a key with subnet gateway keys create --name me, and put it into SUBNET_KEY. Then:'
      : 'Ask the subnet, in another terminal:'
  return [first, ...linesOf(offer)].join('\n\n')
}

function linesOf({ url, model, key, views, synapses }: Offer): readonly string[] {
  const prompt = 'What is 17 plus 25?'
  const header = key === undefined ? '"Authorization: Bearer $SUBNET_KEY"' : `'Authorization: Bearer ${key}'`
  const post = (path: string, body: object) =>
    `curl ${url}${path} -H ${header} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`
  const python = (call: string, fields: Readonly<Record<string, unknown>>, result: string) => {
    const given = Object.entries({ model, ...fields })
    const text = given.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')
    const secret = key === undefined ? 'os.environ["SUBNET_KEY"]' : JSON.stringify(key)
    return `python3 -c 'import os, openai; print(openai.OpenAI(base_url="${url}/v1", api_key=${secret}).${call}(${text}).${result})'`
  }
  const both = (path: string, call: string, fields: Readonly<Record<string, unknown>>, result: string) => [
    post(path, { model, ...fields }),
    python(call, fields, result),
  ]
  if (views.chat) {
    const messages = [{ role: 'user', content: prompt }]
    return both('/v1/chat/completions', 'chat.completions.create', { messages }, 'choices[0].message.content')
  }
  if (views.completion) return both('/v1/completions', 'completions.create', { prompt }, 'choices[0].text')
  if (views.embedding)
    return both('/v1/embeddings', 'embeddings.create', { input: prompt }, 'data[0].embedding')
  if (views.image) {
    const fields = { prompt: 'a red circle above a blue square' }
    return both('/v1/images/generations', 'images.generate', fields, 'data[0].b64_json')
  }
  if (views.files) return [`curl ${url}/v1/objects/README.md -H ${header} -T README.md`]
  // Inputs of these have a form of their own, which is read first.
  const schemas = `curl ${url}/v1/models/${encodeURIComponent(model)} -H ${header}`
  if (views.json) return [schemas, `${post('/v1/json', { model, input: {} })}   # with an input of that form`]
  return synapses.slice(0, 1).map((name) => `${post(`/subnets/${model}/${name}`, {})}   # with an input`)
}
