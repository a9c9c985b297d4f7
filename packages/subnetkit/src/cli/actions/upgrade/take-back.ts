import { relative } from 'node:path'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { restore } from './carry-out.js'
import { notePath, readNote, removeNote } from './note.js'
import { packageManagerOf } from './package-manager.js'
import type { FoundProject } from './project.js'
import { openRepository, type Repository } from './repository.js'
import { changedSince, savedSnapshot } from './snapshot.js'
import type { Surroundings } from './surroundings.js'

/**
 * Takes back what an upgrade has changed that was killed, after a confirmation: its own files only, and not those that have changed
 * since. Throws UPGRADE_INTERRUPTED where nothing can be asked, UPGRADE_RUNNING, NOT_CONFIRMED.
 */
export async function takeBackInterrupted(
  context: Context,
  project: FoundProject,
  place: Surroundings,
): Promise<void> {
  const repository = await openRepository(place).catch(() => null)
  const paths = [
    notePath(project.folder, null),
    ...(repository ? [notePath(project.folder, repository)] : []),
  ]
  for (const path of paths) await takeBackOne(context, path, project, { place, repository })
}

async function takeBackOne(
  context: Context,
  path: string,
  project: FoundProject,
  { place, repository }: { readonly place: Surroundings; readonly repository: Repository | null },
): Promise<void> {
  const note = await readNote(path)
  if (note === null || note.folder !== project.folder) return
  const { from, to, files } = note
  const changed = (await changedSince(files)).map((file) => relative(project.folder, file))
  const isCommitted = repository !== null && (await repository.changes()).length === 0
  const { settings, io } = context
  if (changed.length > 0 && !isCommitted) {
    const cannotAsk = !settings.yes && (io.prompter === null || settings.json)
    if (settings.dryRun || cannotAsk) {
      throw cliError('UPGRADE_INTERRUPTED', { from, to, files: changed.join(', ') })
    }
    const question = `An upgrade from ${from} to ${to} was interrupted. Take its changes back (${changed.join(', ')})?`
    await confirmOrRefuse(context, question)
    const upgrade = { project, manager: packageManagerOf(project), repository }
    place.progress(await restore(upgrade, savedSnapshot(files), place))
  }
  // Whoever restored or committed the files has decided; what is installed follows package.json with the next installation.
  if (!settings.dryRun) await removeNote(path)
}
