export { visionError } from './errors.js'
export {
  createFlowPainter,
  type FlowPainter,
  type FlowPainterOptions,
  flowModel,
} from './flow/painter.js'
export {
  describeScene,
  type FlowBackground,
  type FlowColour,
  type FlowObject,
  type FlowRelation,
  type FlowScene,
  type FlowShape,
  flowBackgrounds,
  flowColours,
  flowPalette,
  flowRelations,
  flowShapes,
  parseScene,
} from './flow/prompt.js'
export type { OnnxRuntime, OnnxTensor } from './onnx/runtime.js'
export { createOnnxSession, type OnnxSession, type OnnxSessionOptions } from './onnx/session.js'
export { createOpenAiPainter, type OpenAiPainterOptions } from './painters/openai.js'
export { type BestOptions, paintBest } from './painters/paint-best.js'
export type { Painted, Painter, PaintOptions } from './painters/painter.js'
export { type DecodePngOptions, decodePng } from './picture/decode-png.js'
export { pictureDifference } from './picture/difference.js'
export { encodePng } from './picture/encode-png.js'
export { hashDistance, perceptualHash } from './picture/perceptual-hash.js'
export type { Picture } from './picture/picture.js'
export { shrinkPicture } from './picture/shrink.js'
export { createPpOcrReader, type PpOcrReaderOptions } from './readers/pp-ocr.js'
export { createTesseractReader, type TesseractReaderOptions } from './readers/tesseract.js'
export type { ReadText, TextReader } from './readers/text-reader.js'
