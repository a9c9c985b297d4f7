import { type Handlers, type Round, type Subnet, scoreAnswer } from 'subnetkit'
import type { ImageProtocol } from '../protocol.js'
import type { createImageSubnet } from '../subnet.js'
import type { Sheet, SheetAnswer, SheetTask } from './page.js'

type ImageSubnet = ReturnType<typeof createImageSubnet>
type ImageTask = ReturnType<ImageSubnet['tasks']['tasksFor']>[number]

/** Options of {@link playRound}. */
export interface PlayOptions {
  readonly subnet: ImageSubnet
  /** Handlers by the name of their miner. */
  readonly miners: Readonly<Record<string, Partial<Handlers<ImageProtocol>>>>
  readonly round: Round
}

/**
 * Asks all miners the tasks of one hotkey, in this process, and scores what they answer. A round asks each its own; side by side,
 * answers to the same are easier to look at, so the criterion that compares miners is left out.
 */
export async function playRound({ subnet, miners, round }: PlayOptions): Promise<Sheet> {
  const tasks: SheetTask[] = []
  for (const task of subnet.tasks.tasksFor(round, 'contact sheet')) {
    const answers: SheetAnswer[] = []
    for (const [miner, handlers] of Object.entries(miners))
      answers.push({ miner, ...(await ask(subnet, task, handlers)) })
    tasks.push({ id: task.id, asked: shown(task), answers })
  }
  return { title: `${subnet.name}, round ${round.number}`, tasks }
}

const shown = (task: ImageTask): SheetTask['asked'] =>
  task.synapse === 'read'
    ? { picture: task.input.image as Uint8Array, text: task.truth.text }
    : { prompt: task.input.prompt }

async function ask(
  subnet: ImageSubnet,
  task: ImageTask,
  handlers: Partial<Handlers<ImageProtocol>>,
): Promise<Omit<SheetAnswer, 'miner'>> {
  const begun = performance.now()
  try {
    const input = await subnet.protocol[task.synapse].input.parseAsync(task.input)
    const handler = handlers[task.synapse] as (call: unknown) => unknown
    const output = await handler({ input, signal: new AbortController().signal })
    const latencyMs = performance.now() - begun
    const score = await scoreAnswer(subnet as Subnet, { task, output, latencyMs })
    return { answer: answerOf(output), score }
  } catch (error) {
    return { answer: null, score: null, reason: (error as Error).message }
  }
}

function answerOf(output: unknown): SheetAnswer['answer'] {
  const given = output as { text?: string; confidence?: number; pictures?: readonly { png: Uint8Array }[] }
  if (given.pictures !== undefined) return { pictures: given.pictures.map(({ png }) => png) }
  return { text: given.text ?? '', confidence: given.confidence ?? 0 }
}
