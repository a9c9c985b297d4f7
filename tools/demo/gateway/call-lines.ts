/** A gateway that answers, and a key for it. */
export interface Reach {
  /** `http://host:port`. */
  readonly url: string
  readonly model: string
  readonly key: string
}

/** Question of the lines: one that the built-in model was made for. */
const question = 'What is 34 plus 58?'

/** One line of a shell and one of Python that ask the gateway; both work as they stand, the second with the package `openai`. */
export function callLines({ url, model, key }: Reach): readonly [curl: string, python: string] {
  const messages = [{ role: 'user', content: question }]
  const body = JSON.stringify({ model, messages })
  return [
    `curl ${url}/v1/chat/completions -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${body}'`,
    `python3 -c 'from openai import OpenAI; print(OpenAI(base_url="${url}/v1", api_key="${key}").chat.completions.create(model="${model}", messages=${JSON.stringify(messages)}).choices[0].message.content)'`,
  ]
}
