import type { Views } from '@subnetkit/core'

interface Offer {
  readonly url: string
  readonly model: string
  /** Views of the subnet: the lines ask by the first one that it has. */
  readonly views: Views
  /** Names of its synapses, by which one without a view is asked. */
  readonly synapses: readonly string[]
}

/** Lines that ask a gateway from a shell and, where the client of Python has such a call, from there, for a key in SUBNET_KEY. */
export function callLines(offer: Offer): string {
  const lines = linesOf(offer).flatMap((line) => ['', line])
  return [
    'Make a key with subnet gateway keys create --name me, and put it into SUBNET_KEY. Then:',
    ...lines,
  ].join('\n')
}

function linesOf({ url, model, views, synapses }: Offer): readonly string[] {
  const named = JSON.stringify(model)
  const prompt = 'What is 17 plus 25?'
  if (views.chat) {
    const messages = [{ role: 'user', content: prompt }]
    const call = `chat.completions.create(model=${named}, messages=${JSON.stringify(messages)}).choices[0].message.content`
    return [post(`${url}/v1/chat/completions`, { model, messages }), python(url, call)]
  }
  if (views.completion) {
    const call = `completions.create(model=${named}, prompt="${prompt}").choices[0].text`
    return [post(`${url}/v1/completions`, { model, prompt }), python(url, call)]
  }
  if (views.embedding) {
    const call = `embeddings.create(model=${named}, input="${prompt}").data[0].embedding`
    return [post(`${url}/v1/embeddings`, { model, input: prompt }), python(url, call)]
  }
  if (views.image) {
    const wish = 'a red circle above a blue square'
    const call = `images.generate(model=${named}, prompt="${wish}").data[0].b64_json`
    return [post(`${url}/v1/images/generations`, { model, prompt: wish }), python(url, call)]
  }
  if (views.files) return [`curl ${url}/v1/objects/README.md -H ${header} -T README.md`]
  // Inputs of these have a form of their own, which is read first.
  const schemas = `curl ${url}/v1/models/${encodeURIComponent(model)} -H ${header}`
  if (views.json)
    return [schemas, `${post(`${url}/v1/json`, { model, input: {} })}   # with an input of that form`]
  return synapses
    .slice(0, 1)
    .map((name) => `${post(`${url}/subnets/${model}/${name}`, {})}   # with an input`)
}

const header = '"Authorization: Bearer $SUBNET_KEY"'

const post = (url: string, body: object) =>
  `curl ${url} -H ${header} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`

const python = (url: string, call: string) =>
  `python3 -c 'import os, openai; print(openai.OpenAI(base_url="${url}/v1", api_key=os.environ["SUBNET_KEY"]).${call})'`
