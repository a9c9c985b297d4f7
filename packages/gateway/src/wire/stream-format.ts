import { type ApiError, errorBody } from './api-error.js'

/** Frames of an endpoint's stream. */
export interface StreamFormat {
  /** Returns the text of a frame. */
  frame(data: object): string
  /** Returns the last text of a stream that ends well. */
  end(): string
  /** Returns the frame of an error that happens after the first byte. */
  error(error: ApiError): object
}

// No event name and no empty frame: both break clients.
export const chunkFormat: StreamFormat = {
  frame: (data) => `data: ${JSON.stringify(data)}\n\n`,
  end: () => 'data: [DONE]\n\n',
  error: errorBody,
}
