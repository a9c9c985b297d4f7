import { checked, configError, optionsOf } from '@subnetkit/base'
import type { Protocol, Synapse } from '../synapse.js'
import type { ChatView } from './chat-view.js'
import type { CompletionView } from './completion-view.js'
import type { EmbeddingView } from './embedding-view.js'
import type { FilesView } from './files-view.js'
import type { ImageView } from './image-view.js'
import type { JsonView } from './json-view.js'

/** Views of a subnet's synapses: how a gateway offers them to clients that know other services. */
export interface Views {
  /** Answers `/v1/chat/completions`, and `/v1/responses`. */
  readonly chat?: ChatView | undefined
  /** Answers `/v1/completions`. */
  readonly completion?: CompletionView | undefined
  /** Answers `/v1/embeddings`. */
  readonly embedding?: EmbeddingView | undefined
  /** Answers `/v1/images/generations`. */
  readonly image?: ImageView | undefined
  /** Answers `/v1/json`. */
  readonly json?: JsonView | undefined
  /** Serves `/v1/objects`. */
  readonly files?: FilesView | undefined
}

/** Names of all views. */
export const viewNames = ['chat', 'completion', 'embedding', 'image', 'json', 'files'] as const

const has = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && 'of' in value && method in value

const viewField = <V>(maker: string, method = 'toAnswer') =>
  checked<V>((value) => has(value, method), `a view, as ${maker}(protocol, { … }) makes it`).optional()

/** Field of a definition. */
export const viewsField = optionsOf({
  chat: viewField<ChatView>('chatView'),
  completion: viewField<CompletionView>('completionView'),
  embedding: viewField<EmbeddingView>('embeddingView'),
  image: viewField<ImageView>('imageView'),
  json: viewField<JsonView>('jsonView'),
  files: viewField<FilesView>('filesView', 'stat'),
})

/** Throws CONFIG_INVALID for a view of another protocol: deadlines and limits may differ, schemas may not. */
export function checkViews(views: Views, protocol: Protocol, place: string): void {
  const { files, ...ofSynapses } = views
  for (const [name, view] of Object.entries(ofSynapses)) {
    if (view === undefined) continue
    checkView(name, { [view.synapse]: view.of })
    if ('stream' in view && view.stream !== undefined)
      checkView(name, { [view.stream.synapse]: view.stream.of })
  }
  if (files !== undefined) checkView('files', files.of)

  function checkView(view: string, of: Protocol): void {
    const odd = Object.keys(of).find((synapse) => !isSame(protocol[synapse], of[synapse]!))
    if (odd === undefined) return
    const detail = `the synapse ${odd} of the view is not that of the subnet`
    const fix = `Give ${view}View() and defineSubnet() the same protocol.`
    throw configError('CONFIG_INVALID', { place: `${place} views.${view}`, detail, fix })
  }
}

const isSame = (own: Synapse | undefined, other: Synapse): boolean =>
  own?.input === other.input && own.output === other.output
