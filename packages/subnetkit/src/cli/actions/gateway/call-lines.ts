/** Lines that ask a gateway from a shell and from Python, for a key in SUBNET_KEY. */
export function callLines({ url, model }: { readonly url: string; readonly model: string }): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'What is 17 plus 25?' }] })
  return [
    'Make a key with subnet gateway keys create --name me, and put it into SUBNET_KEY. Then:',
    '',
    `curl ${url}/v1/chat/completions -H "Authorization: Bearer $SUBNET_KEY" -H 'content-type: application/json' -d '${body}'`,
    '',
    `python3 -c 'import os, openai; print(openai.OpenAI(base_url="${url}/v1", api_key=os.environ["SUBNET_KEY"]).chat.completions.create(model="${model}", messages=[{"role": "user", "content": "What is 17 plus 25?"}]).choices[0].message.content)'`,
  ].join('\n')
}
