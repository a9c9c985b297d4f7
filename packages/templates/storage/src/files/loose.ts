import type { Catalogue, LoosePieces } from '../catalogue.js'
import type { Network } from './network.js'

type Piece = LoosePieces['pieces'][number]

/** Notes of the pieces that a command sends to miners before an entry has them. */
export interface LooseNotes {
  pieces(): readonly Piece[]
  /** Notes a piece; resolves once it is on the disk. */
  note(piece: Piece): Promise<void>
  /** Forgets pieces that an entry has now; on the disk with the next note. */
  settle(pieces: readonly Piece[]): void
}

/** Opens the notes of a file; `known` stay in them. */
export function notesOfLoose(catalogue: Catalogue, salt: string, known: readonly Piece[] = []): LooseNotes {
  let pieces = [...known]
  let written = 0
  let writing = Promise.resolve()
  return {
    pieces: () => pieces,
    note(piece) {
      pieces.push(piece)
      // One write for all that were noted during the one before.
      writing = writing.then(async () => {
        if (written === pieces.length) return
        written = pieces.length
        await catalogue.noteLoose(salt, pieces)
      })
      return writing
    },
    settle(known) {
      const names = new Set(known.map(nameOf))
      pieces = pieces.filter((piece) => !names.has(nameOf(piece)))
      written = 0
    },
  }
}

/** Has miners forget the loose pieces of a file; what is at miners that do not answer stays noted. */
export async function collectLoose(
  { catalogue, network }: { readonly catalogue: Catalogue; readonly network: Pick<Network, 'ask'> },
  salt: string,
): Promise<{ readonly dropped: number; readonly left: number }> {
  const noted = (await catalogue.loose()).find((one) => one.salt === salt)
  if (!noted) return { dropped: 0, left: 0 }
  const files = (await catalogue.files()).filter((file) => file.salt === salt)
  const kept = new Set(files.flatMap(({ segments }) => segments.flat().map(nameOf)))
  const strays = noted.pieces.filter((piece) => !kept.has(nameOf(piece)))
  const { dropped, left } = await dropPieces(network, strays)
  await catalogue.noteLoose(salt, left)
  return { dropped, left: left.length }
}

/** The same miners without those that gave no answer before: each would cost a whole deadline. Their pieces stay noted. */
export function sparing({ failures, unstoppable }: Network): Pick<Network, 'ask'> {
  return {
    ask: async (hotkey, ...question) =>
      failures.has(hotkey) ? undefined : unstoppable.ask(hotkey, ...question),
  }
}

/** Has miners forget pieces; returns how many said that they have, and those whose miners gave no answer. */
async function dropPieces(network: Pick<Network, 'ask'>, pieces: LoosePieces['pieces']) {
  const byHotkey = new Map<string, Piece[]>()
  for (const piece of pieces) byHotkey.set(piece.hotkey, [...(byHotkey.get(piece.hotkey) ?? []), piece])
  const left: Piece[] = []
  let dropped = 0
  await Promise.all(
    [...byHotkey].map(async ([hotkey, own]) => {
      for (let at = 0; at < own.length; at += 1_000) {
        const some = own.slice(at, at + 1_000)
        const objects = some.map(({ object }) => object)
        const answer = await network.ask<{ readonly dropped: number }>(hotkey, 'drop', { objects })
        if (!answer) return void left.push(...own.slice(at))
        dropped += answer.dropped
      }
    }),
  )
  return { dropped, left }
}

const nameOf = ({ hotkey, object }: Piece) => `${hotkey}/${object}`
