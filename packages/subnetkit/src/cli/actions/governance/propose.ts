import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChainClient } from '@subnetkit/chain'
import type { NamedProposal } from '@subnetkit/core/validator'
import { readSmallFile } from '../../config/json-file.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { checkNeuron } from '../../run/open-chain.js'
import { changeOf, checkDraft, type Draft, draftSchema, tallyBlock, usage } from './draft.js'
import { loadProposal, proposalsFolder } from './load-proposals.js'
import { changeText, closesText } from './render.js'

export const action = defineAction(draftSchema, async (context, draft, [file]) => {
  if (draft.withdraw !== undefined) return withdraw(context, draft.netuid, draft.withdraw)
  const { publishProposal, readCarriedOut, requireProposalPlace, proposalText } = await import(
    '@subnetkit/core/validator'
  )
  checkDraft(draft, file)
  const client = await context.chain()
  const hotkey = await context.keys.hotkeyAddress()
  const named = file === undefined ? await write(client, draft, hotkey) : await loadProposal(file)
  requireProposalPlace(client, draft.netuid, named)
  const { hash, proposal } = named
  if (proposal.proposer !== hotkey) {
    const detail = `the proposal is that of hotkey ${proposal.proposer}, and not of ${hotkey}`
    throw usage(detail, `Choose the hotkey ${proposal.proposer} with --wallet and --hotkey.`)
  }
  const { openBlock } = await import('@subnetkit/chain')
  const { block: head } = (await openBlock(client)).block
  tallyBlock({ tallyAt: proposal.tallyAt }, head.number)
  await checkNeuron(context, client, { netuid: draft.netuid, hotkey })
  const present = await readCarriedOut(client, proposal, head)
  if (present?.done) throw usage(`there is nothing to change: ${present.present}`, 'Propose another value.')
  const path = file ?? join(draft.out ?? proposalsFolder, `${hash}.json`)
  const data = { ...{ netuid: draft.netuid, hotkey, hash, file: path, proposal } }
  const plan = [
    `subnet ${draft.netuid}: hotkey ${hotkey} proposes "${proposal.title}"`,
    `  change    ${changeText(proposal)}`,
    ...(present === null ? [] : [`  now       ${present.present}`]),
    `  counted   ${closesText(proposal, head.number)}`,
    `  hash      sha256:${hash}, in ${path}`,
  ].join('\n')
  return change(context, { plan, data, question: 'Publish it?' }, async () => {
    if (file === undefined) {
      await mkdir(draft.out ?? proposalsFolder, { recursive: true })
      await writeFile(path, proposalText(proposal))
    }
    const block = await publishProposal(client, await context.keys.hotkey(), {
      netuid: draft.netuid,
      proposal: hash,
    })
    return {
      block,
      done: `proposal sha256:${hash} is published at block ${block.number}: give ${path} to those who vote`,
    }
  })
})

/** Quorum and threshold, unless others are given. */
const usualShare = 0.5

async function write(client: ChainClient, draft: Draft, proposer: string): Promise<NamedProposal> {
  const { parseProposal, proposalFormat } = await import('@subnetkit/core/validator')
  const { readHead } = await import('@subnetkit/chain')
  const { number: opensAt } = await readHead(client)
  const { netuid, title, quorum = usualShare, threshold = usualShare, nominators } = draft
  const proposal = {
    ...{ format: proposalFormat, genesis: client.status().genesisHash, netuid, proposer, title },
    text: draft.text === undefined ? '' : await readSmallFile(draft.text),
    ...{ opensAt, tallyAt: tallyBlock(draft, opensAt), quorum, threshold, nominators },
    ...changeOf(draft),
  }
  return parseProposal(proposal, 'the proposal')
}

async function withdraw(context: Context, netuid: number, proposal: string): Promise<Outcome> {
  const { withdrawProposal } = await import('@subnetkit/core/validator')
  const hotkey = await context.keys.hotkeyAddress()
  const plan = `subnet ${netuid}: hotkey ${hotkey} withdraws proposal sha256:${proposal}`
  const data = { netuid, hotkey, hash: proposal }
  return change(context, { plan, data, question: 'Withdraw it?' }, async () => {
    const client = await context.chain()
    const block = await withdrawProposal(client, await context.keys.hotkey(), { netuid, proposal })
    return { block, done: `proposal sha256:${proposal} is not in the commitment of ${hotkey} any more` }
  })
}

/** Shows a change, stops for `--dry-run` or a declined confirmation, and makes it otherwise. */
export async function change(
  context: Context,
  what: { readonly plan: string; readonly data: object; readonly question: string },
  make: () => Promise<{ readonly block: { readonly number: number }; readonly done: string }>,
): Promise<Outcome> {
  const { palette, settings, io } = context
  const { plan, data, question } = what
  if (settings.dryRun) {
    const text = () => `${plan}\n${palette.dim('dry run: nothing was sent')}`
    return { data: { ...data, dryRun: true }, text }
  }
  if (!settings.json) io.stderr.write(`${plan}\n`)
  await confirmOrRefuse(context, question)
  context.progress('sending, then waiting for the block')
  const { block, done } = await make()
  return { data: { ...data, block }, text: () => `${palette.good('✓')} ${done}` }
}
