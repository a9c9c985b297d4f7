//! sr25519 of the `schnorrkel` crate for Node. Input is never trusted: whatever is malformed is simply not verified.

use napi::bindgen_prelude::{Error, Result, Status, Uint8Array};
use napi_derive::napi;
use schnorrkel::{signing_context, verify_batch as schnorrkel_verify_batch, PublicKey, SecretKey, Signature};

/// Signing context of Substrate, hence of every signature of the chain and of its tools.
const CONTEXT: &[u8] = b"substrate";

/// The neutral element verifies signatures that anybody can make; its only encoding is 32 zeros.
fn decode_public_key(bytes: &[u8]) -> Option<PublicKey> {
    if bytes.iter().all(|byte| *byte == 0) {
        return None;
    }
    PublicKey::from_bytes(bytes).ok()
}

#[napi(catch_unwind)]
pub fn verify(public_key: &[u8], signature: &[u8], message: &[u8]) -> bool {
    let Some(key) = decode_public_key(public_key) else {
        return false;
    };
    let Ok(signature) = Signature::from_bytes(signature) else {
        return false;
    };
    key.verify_simple(CONTEXT, message, &signature).is_ok()
}

/// One equation over random 128-bit weights of the system's generator: it holds only if every signature does.
#[napi(catch_unwind)]
pub fn verify_batch(public_keys: Vec<&[u8]>, signatures: Vec<&[u8]>, messages: Vec<&[u8]>) -> bool {
    if public_keys.len() != signatures.len() || public_keys.len() != messages.len() {
        return false;
    }
    let keys: Option<Vec<PublicKey>> = public_keys.iter().map(|bytes| decode_public_key(bytes)).collect();
    let decoded: Option<Vec<Signature>> = signatures.iter().map(|bytes| Signature::from_bytes(bytes).ok()).collect();
    let (Some(keys), Some(decoded)) = (keys, decoded) else {
        return false;
    };
    let context = signing_context(CONTEXT);
    let transcripts = messages.iter().map(|message| context.bytes(message));
    schnorrkel_verify_batch(transcripts, &decoded, &keys, false).is_ok()
}

#[napi(catch_unwind)]
pub fn sign(secret_key: &[u8], public_key: &[u8], message: &[u8]) -> Result<Uint8Array> {
    // The error of the crate is not repeated: it may describe the secret.
    let secret = SecretKey::from_ed25519_bytes(secret_key)
        .map_err(|_| Error::new(Status::InvalidArg, "the secret key is not an sr25519 key of 64 bytes"))?;
    let public = decode_public_key(public_key)
        .ok_or_else(|| Error::new(Status::InvalidArg, "the public key is not an sr25519 key of 32 bytes"))?;
    let signature = secret.sign_simple(CONTEXT, message, &public);
    Ok(signature.to_bytes().to_vec().into())
}
