import type { Client } from './client.js'

const npm = (name: string, version: string, script: string, ...more: readonly string[]): Client => ({
  ...{ name, version, script, from: 'npm' },
  packages: [`${name}@${version}`, ...more],
})
const pypi = (name: string, version: string, script: string): Client => ({
  ...{ name: name.replace(/\[.*/, ''), version, script, from: 'pypi' },
  packages: [`${name}==${version}`],
})

const platform = process.platform === 'win32' ? 'win' : process.platform

/** Clients and suites that are played against a gateway, light ones first. */
export const clients: readonly Client[] = [
  pypi('llm-comply', '0.5.0', 'llm_comply.py'),
  npm('compatcanary', '0.2.2', 'compatcanary.mjs'),
  npm('openai', '7.59.0', 'openai.mjs'),
  npm('openai', '6.49.0', 'openai.mjs'),
  pypi('openai', '3.57.0', 'openai_py.py'),
  npm('ai', '7.0.173', 'ai-sdk.mjs', '@ai-sdk/openai-compatible@3.0.92', 'zod@4.6.7'),
  npm('ai', '6.0.326', 'ai-sdk.mjs', '@ai-sdk/openai-compatible@2.0.92', 'zod@4.6.7'),
  npm('@langchain/openai', '1.6.0', 'langchain.mjs', '@langchain/core@1.4.0'),
  pypi('langchain-openai', '1.7.4', 'langchain_py.py'),
  pypi('llm', '0.36', 'llm_cli.py'),
  pypi('openai-agents', '0.24.0', 'openai_agents.py'),
  pypi('pydantic-ai-slim[openai]', '2.68.0', 'pydantic_ai_py.py'),
  pypi('instructor', '1.17.0', 'instructor_py.py'),
  {
    ...{ name: 'openai-go', version: '3.99.0', from: 'go', script: 'openai-go.go' },
    packages: ['github.com/openai/openai-go/v3@v3.99.0'],
  },
  {
    ...{ name: 'go-openai', version: '1.43.0', from: 'go', script: 'go-openai.go' },
    packages: ['github.com/sashabaranov/go-openai@v1.43.0'],
  },
  {
    ...npm('playwright-core', '1.65.1', 'browser.mjs', 'esbuild@0.28.2', 'openai@7.59.0'),
    heavy: true,
  },
  { ...pypi('litellm[proxy]', '1.108.7', 'litellm_py.py'), heavy: true },
  { ...npm('promptfoo', '0.123.1', 'promptfoo.mjs', `node-${platform}-${process.arch}@24.9.0`), heavy: true },
]
