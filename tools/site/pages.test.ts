import { existsSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../boundaries/workspace.js'
import { allPages, readPages } from './files.js'
import { anchorsOf, linksOf } from './markdown.js'
import { placeOf, titleOf } from './page.js'

const texts = await readPages()
const pages = allPages.map((page) => ({ ...page, text: texts.get(page.source) ?? '' }))

/** Markdown files of a folder. */
const listed = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && name !== 'AGENTS.md')
    .map((name) => posix.join(folder, name))

/** The README of each folder in a folder that has one. */
const readmes = (folder: string) =>
  readdirSync(join(root, folder))
    .map((name) => posix.join(folder, name, 'README.md'))
    .filter((path) => existsSync(join(root, path)))

it('has every document of the repository once', () => {
  const written = [
    ...['.', 'docs', 'docs/guides'].flatMap(listed),
    ...['packages', 'examples'].flatMap(readmes),
  ]
  expect(pages.map(({ source }) => source).sort()).toEqual(written.sort())
})

it('has each page at a place of its own', () => {
  const places = pages.map(({ source }) => placeOf(source))
  expect(new Set(places).size).toBe(places.length)
})

describe.each(pages)('$source', ({ source, text, description }) => {
  it('has a title, and a description for search engines and llms.txt', () => {
    expect(titleOf(text)).not.toBe('')
    expect(description).toMatch(/^[A-Z].{20,150}\.$/)
  })

  it('has links to files and headings that exist', () => {
    const wrong = linksOf(text).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? source : posix.join(posix.dirname(source), path)
      if (!existsSync(join(root, file))) return true
      if (anchor === undefined || /\.ts$/.test(file)) return false
      const page = [file, posix.join(file, 'README.md')].find((candidate) => texts.has(candidate))
      return !anchorsOf(texts.get(page ?? '') ?? '').has(anchor)
    })
    expect(wrong).toEqual([])
  })
})
