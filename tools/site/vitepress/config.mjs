import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transformerTwoslash } from '@shikijs/vitepress-twoslash'
import { defineConfig } from 'vitepress'
import llms from 'vitepress-plugin-llms'
import { anchorOf } from '../markdown.ts'
import { compilerOptions } from './compiler-options.mjs'
import { escapeInterpolation } from './escape-interpolation.mjs'
import { inMemory } from './types-cache.mjs'

const {
  DOCS_BASE: base = '/',
  DOCS_OUT: outDir,
  DOCS_SITE: domain,
  DOCS_TYPES: types = 'checked',
} = process.env
const { repository, sidebar } = JSON.parse(
  readFileSync(fileURLToPath(new URL('dist/.vitepress/site.json', import.meta.url)), 'utf8'),
)
const reference = JSON.parse(
  readFileSync(fileURLToPath(new URL('dist/.vitepress/reference.json', import.meta.url)), 'utf8'),
)

/** Types of each block of TypeScript, which readers see under the pointer; an error ends the build. */
const checkedTypes = () =>
  transformerTwoslash({
    explicitTrigger: true,
    twoslashOptions: { compilerOptions, vfsRoot: fileURLToPath(new URL('../..', import.meta.url)) },
    typesCache: inMemory(),
    onTwoslashError(error, code) {
      // At once: VitePress reports an error when both bundles are through.
      process.stderr.write(`${error.message}\nin the block\n${code}\n`)
      throw error
    },
  })

/** Three miners around a validator, within the page: a browser asks for /favicon.ico otherwise, which no page has. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g stroke="#3451b2" stroke-width="2.5" fill="#3451b2">' +
    '<path d="M16 17V6M16 17 6 25M16 17l10 8"/><circle cx="16" cy="17" r="5"/><circle cx="16" cy="5" r="2.5"/>' +
    '<circle cx="5.5" cy="25.5" r="2.5"/><circle cx="26.5" cy="25.5" r="2.5"/></g></svg>',
)}`

export default defineConfig({
  title: 'subnetkit',
  description: 'The TypeScript framework for building Bittensor subnets.',
  lang: 'en',
  base,
  outDir,
  lastUpdated: false,
  ignoreDeadLinks: false,
  appearance: true,
  head: [
    ['meta', { name: 'referrer', content: 'no-referrer' }],
    ['link', { rel: 'icon', href: icon }],
  ],
  markdown: {
    html: false,
    linkify: false,
    anchor: { slugify: anchorOf },
    config: escapeInterpolation,
    codeTransformers: types === 'checked' ? [checkedTypes()] : [],
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [...sidebar, { text: 'Reference', collapsed: true, items: reference }],
    nav: [
      { text: 'Create', link: '/guides/subnet-owner.md' },
      { text: 'Validate', link: '/guides/validator.md' },
      { text: 'Mine', link: '/guides/miner.md' },
      { text: 'Ask', link: '/guides/asking.md' },
      { text: 'Reference', link: '/reference/' },
    ],
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: {
      // Runs in the page, where nothing of this file is known.
      pattern: ({ frontmatter }) => `https://github.com/subnetkit/subnetkit/edit/main/${frontmatter.source}`,
    },
    footer: { message: 'Apache-2.0' },
  },
  vite: {
    plugins: [
      llms({
        domain,
        ignoreFiles: ['reference/**', 'devnet-conformance.md'],
        generateLLMsFullTxt: true,
        injectLLMHint: false,
      }),
    ],
    build: { chunkSizeWarningLimit: 4_000 },
  },
})
