import type { Situation } from './situation.js'

export const packages: Situation = {
  title: 'Models, pictures, proofs and arithmetic',
  first:
    'These appear in programs that call the packages, and in miners: the stack in the log has the line that called. Inputs of strangers end in them, too, and then count against those who sent them.',
  causes: {
    MODEL_INVALID:
      'The download was cut, or the model has another architecture or quantization than the built-in runner knows. llama.cpp and servers run more of them.',
    GENERATION_FAILED:
      'The server of the model is down, refuses the key, does not know the model, answers too late or with more bytes than allowed; a judge may have answered with none of its verdicts.',
    ONNX_MODEL_INVALID:
      'The download was cut, the model takes or returns other tensors than its use needs, or its list of characters is of another model.',
    PICTURE_INVALID:
      'The bytes are no PNG, or it was cut or damaged. From a miner, it is a malformed answer.',
    PICTURE_TOO_LARGE:
      'A picture has more pixels or bytes than the limit; a small file may unpack to very many.',
    PROMPT_UNSUPPORTED:
      'The model that ships paints coloured shapes in a few relations, and knows no other word.',
    READER_FAILED: 'The OCR engine found no language data, has too little memory, or its worker ended.',
    POSSESSION_INPUT_INVALID: {
      cause: 'An argument has another length, range or shape than the function takes. The detail names it.',
      remedy: 'Pass what the line after the message describes.',
    },
    SHARDS_TOO_FEW: 'Too many of the miners that hold shards of this object are away or have lost them.',
    CIPHERTEXT_MALFORMED: 'The bytes were cut, wrapped or decoded in another way than they were written.',
    CIPHERTEXT_REFUSED:
      'The signature is of another round or beacon than the text was sealed for, or the text was changed.',
    PULSE_REFUSED: 'The source of the pulse mixes rounds or beacons, or somebody has made it up.',
    PUBLIC_KEY_INVALID:
      'The chain names no beacon, as one without the drand pallet set up, or the bytes are the key of a beacon with the groups the other way round.',
    SECRET_KEY_INVALID:
      'A beacon of your own was given a key that is too short, 0, or beyond the order of the group.',
    SIGNATURE_INVALID: 'The bytes are cut, or of a beacon whose signatures are in the other group.',
    ROUND_INVALID: 'The round is negative, a number where a bigint belongs, or too large.',
    RANDOMNESS_INVALID: 'Randomness was passed, as for test vectors, in other lengths than the scheme takes.',
    PAYLOAD_MALFORMED:
      'A value is outside of 0 to 65535, a hotkey is no 32 bytes, or bytes that should be a payload end too early.',
    EPOCH_INPUT_INVALID:
      'A list has another length than the number of neurons, or a number is outside of what the chain stores.',
    STAKE_SUM_TOO_LARGE:
      'Stakes were passed in another unit than rao, or the same stake was added more than once.',
    MECHANISMS_MISSING: 'The list was empty, as for a subnet that was read before it had its mechanism 0.',
    HOTKEY_DUPLICATE: 'Two reads of different blocks were joined, and a hotkey had moved between them.',
  },
}
