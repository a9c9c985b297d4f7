import type { Picture } from '../picture/picture.js'

/** Text of a picture, as a model reads it. */
export interface ReadText {
  readonly text: string
  /** Probability in [0, 1] that every character is right, as the model sees it: it is not calibrated. */
  readonly confidence: number
}

/** A model that reads one line of text. Throws the signal's reason once it is aborted. */
export interface TextReader extends AsyncDisposable {
  readonly modelId: string
  read(picture: Picture, signal?: AbortSignal): Promise<ReadText>
}
