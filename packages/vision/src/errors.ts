import { defineErrors } from '@subnetkit/base'

/** Failures of pictures and of the models that paint or read them. */
export const visionError = defineErrors({
  PICTURE_INVALID: {
    message: 'the picture cannot be read: {detail}',
    fix: 'Send a complete PNG file.',
  },
  PICTURE_TOO_LARGE: {
    message: 'the picture is too large: {detail}',
    fix: 'Send a PNG file of at most {maxPixels} pixels and {maxBytes} bytes.',
  },
  ONNX_RUNTIME_MISSING: {
    message: 'the runtime of ONNX models is missing: {missing} be loaded',
    fix: 'Run {install}.',
  },
  ONNX_MODEL_INVALID: {
    message: 'the model {model} cannot be used: {detail}',
    fix: 'Download the complete file of a model that fits its use.',
  },
  PROMPT_UNSUPPORTED: {
    message: 'the model cannot paint this prompt: {detail}',
    fix: 'Write a prompt such as "a red circle left of a blue square on white", or use a larger model.',
  },
  READER_MISSING: {
    message: '{reader} is not installed: {missing} cannot be found',
    fix: 'Run {install}.',
  },
  READER_FAILED: {
    message: '{reader} failed: {detail}',
    fix: 'Check its data files and the memory of the machine, then try again.',
    transient: true,
  },
})
