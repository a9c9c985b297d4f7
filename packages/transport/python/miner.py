#!/usr/bin/env python3
# <head>
"""Miner of a subnet. This is the template: `subnet protocol python` fills in what stands between marks."""
# </head>
from __future__ import annotations

import argparse
import asyncio
import copy
import datetime
import hashlib
import http
import importlib.util
import inspect
import ipaddress
import json
import math
import os
import re
import signal
import struct
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


# <types>
# </types>


def unwritten(handler):
    """Marks a handler that is still to be written; a miner with one does not start."""
    handler.is_unwritten = True
    return handler


class Handlers:
    """Answers of this miner. A handler may be `async` or not; one that is not runs in a thread of its own.

    A stream is a generator of its chunks, async or not. `caller` is the SS58 address of the hotkey that asks; its
    signature verified. Write the handlers here, or write a class of this name in a file of your own and pass it with
    --handlers: then this file can be generated again.
    """

    # <handlers>
    # </handlers>

    def admit(self, caller: str) -> None:
        """Rule of your own for callers whose signature verified: raise Refusal("CALLER_UNKNOWN", hotkey=caller)."""


# Below is the protocol. Nothing needs a change.

# <data>
SUBNET = "template"
COUNTS_CODE_POINTS = True
SYNAPSES: dict[str, dict[str, Any]] = {}
ERRORS: dict[str, tuple[int, int, str, int, str, str]] = {}
# </data>

HEADER_BYTES = 16_384
HEADER_COUNT = 64
HEADERS_SECONDS = 5.0
BODY_SECONDS = 5.0
UNPROVEN_BODY_SECONDS = 2.0
KEEP_ALIVE_SECONDS = 10.0
MAX_CONNECTIONS = 4_096
MAX_CONNECTIONS_PER_ADDRESS = 1_024
MAX_PENDING = 256
DRAIN_BYTES = 262_144
DRAIN_SECONDS = 0.5
CLOSE_SECONDS = 10.0

MAX_AGE_NS = 10_000_000_000
ALLOWED_SKEW_NS = 2_000_000_000
NONCE_SECONDS = 60.0
MAX_NONCES = 250_000
MAX_NONCES_PER_HOTKEY = 60_000


class Refusal(Exception):
    """A refusal with a code of ERRORS; the details fill in its message."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def status(self) -> int:
        return ERRORS[self.code][0]


def fill_in(template: str, details: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(details.get(found[1], "?")), template)


def encode_refusal(refusal: Refusal, path: str) -> bytes:
    _, number, name, http_status, message, fix = ERRORS[refusal.code]
    text = fill_in(message, refusal.details)
    public = {"code": refusal.code, "message": text, "fix": fill_in(fix, refusal.details)}
    if "versions" in refusal.details:
        public["versions"] = refusal.details["versions"]
    data = {"code": name, "httpStatus": http_status, "path": path, "subnetkit": public}
    return write_json({"error": {"message": text, "code": number, "data": data}})


# JSON as JavaScript reads and writes it.


def read_number(digits: str) -> int | float:
    # Beyond 2^53 a number of JavaScript is a double.
    return int(digits) if len(digits) < 16 else float(digits)


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def read_json(body: bytes) -> Any:
    text = body.decode("utf-8", "replace")
    return json.loads(text, parse_int=read_number, parse_constant=refuse_constant)


def write_json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text).encode()


# Messages with binary values: their JSON refers to parts that follow it.

PARTS_TYPE = "application/x-subnetkit-parts"
MAX_PARTS = 1_024
MAX_HEAD_BYTES = 262_144


def read_parts(body: bytes) -> Any:
    """The value of a message, with bytes in their places. Raises ValueError."""
    if len(body) < 12 or body[:4] != b"snk1":
        raise ValueError("it does not begin with snk1")
    head, count = struct.unpack(">II", body[4:12])
    if head > MAX_HEAD_BYTES or count > MAX_PARTS:
        raise ValueError("its JSON or the number of its parts is too large")
    start = 12 + 8 * count
    if len(body) < start + head:
        raise ValueError("it ends within its head")
    lengths = struct.unpack(f">{count}Q", body[12:start])
    at, parts = start + head, []
    if at + sum(lengths) != len(body):
        raise ValueError("its lengths do not add up")
    for length in lengths:
        parts.append(body[at : at + length])
        at += length
    used: set[int] = set()

    def place(node: Any) -> Any:
        if isinstance(node, list):
            return [place(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$part" not in node:
            return {name: place(field) for name, field in node.items()}
        index = node["$part"]
        if len(node) != 1 or type_of(index) != "number" or not float(index).is_integer():
            raise ValueError("a reference to a part has another form")
        if not 0 <= index < count or index in used:
            raise ValueError("a part is referred to twice, or is not there")
        used.add(int(index))
        return parts[int(index)]

    value = place(read_json(body[start : start + head]))
    if len(used) != count:
        raise ValueError("a part has no reference")
    return value


def write_parts(value: Any) -> bytes:
    parts: list[bytes] = []

    def take(node: Any) -> Any:
        if isinstance(node, (bytes, bytearray, memoryview)):
            parts.append(bytes(node))
            return {"$part": len(parts) - 1}
        if isinstance(node, (list, tuple)):
            return [take(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$part" in node:
            raise ValueError("no field can have the name $part")
        return {name: take(field) for name, field in node.items()}

    head = write_json(take(value))
    prefix = b"snk1" + struct.pack(f">II{len(parts)}Q", len(head), len(parts), *map(len, parts))
    return b"".join([prefix, head, *parts])


# Schemas: the part of JSON Schema that the definition of a subnet leads to.


class Malformed(Exception):
    def __init__(self, path: tuple[str | int, ...], detail: str) -> None:
        super().__init__(detail)
        self.path = path
        self.detail = detail


def utf16(text: str) -> str:
    """The text with one character for each UTF-16 unit, as JavaScript matches it."""
    if text.isascii():
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (list, tuple)):
        return "array"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "bytes"
    return "object" if isinstance(value, dict) else type(value).__name__


def same(one: Any, other: Any) -> bool:
    return type_of(one) == type_of(other) and one == other


def check(schema: dict[str, Any], value: Any) -> Any:
    """The value with defaults, without fields that its schema does not know. Raises Malformed."""
    try:
        return Checker(schema).check(schema, value, ())
    except RecursionError:
        raise Malformed((), "it is nested too deeply") from None


class Checker:
    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root

    def check(self, schema: Any, value: Any, path: tuple[str | int, ...]) -> Any:
        if schema is True or schema is None:
            return value
        if schema is False or "not" in schema:
            raise Malformed(path, "nothing is allowed here")
        if "$ref" in schema:
            return self.check(self.find(schema["$ref"]), value, path)
        if "const" in schema and not same(schema["const"], value):
            raise Malformed(path, f"expected {json.dumps(schema['const'])}")
        if "enum" in schema and not any(same(choice, value) for choice in schema["enum"]):
            raise Malformed(path, f"expected one of {json.dumps(schema['enum'])}")
        if "anyOf" in schema or "oneOf" in schema:
            value = self.check_alternatives(schema, value, path)
        types = schema.get("type")
        if types is not None:
            self.check_type([types] if isinstance(types, str) else types, value, path)
        found = type_of(value)
        if found == "number":
            value = self.check_number(schema, value, path)
        elif found == "string":
            self.check_text(schema, value, path)
        elif found == "bytes":
            if len(value) > schema.get("maxBytes", math.inf):
                raise Malformed(path, f"expected at most {schema['maxBytes']} bytes")
        elif found == "array":
            value = self.check_list(schema, value, path)
        elif found == "object":
            value = self.check_object(schema, value, path)
        for part in schema.get("allOf", ()):
            checked = self.check(part, value, path)
            value = {**value, **checked} if isinstance(checked, dict) else checked
        return value

    def find(self, pointer: str) -> Any:
        node = self.root
        for step in pointer.split("/")[1:]:
            node = node[step.replace("~1", "/").replace("~0", "~")]
        return node

    def check_alternatives(self, schema: dict[str, Any], value: Any, path: tuple[str | int, ...]) -> Any:
        fits, failure = [], None
        for alternative in schema.get("anyOf") or schema["oneOf"]:
            try:
                fits.append(self.check(alternative, value, path))
            except Malformed as malformed:
                failure = failure or malformed
                continue
            if "anyOf" in schema:
                break
        if not fits:
            only = len(schema.get("anyOf") or schema["oneOf"]) == 1
            raise failure if only and failure else Malformed(path, "it fits none of the alternatives")
        if len(fits) > 1:
            raise Malformed(path, "it fits more than one of the alternatives")
        return fits[0]

    def check_type(self, types: list[str], value: Any, path: tuple[str | int, ...]) -> None:
        found = type_of(value)
        if found == "number" and not math.isfinite(value):
            raise Malformed(path, f"expected {types[0]}, received Infinity")
        if found in types:
            return
        if found == "number" and "integer" in types and float(value).is_integer():
            return
        raise Malformed(path, f"expected {' or '.join(types)}, received {found}")

    def check_number(self, schema: dict[str, Any], value: int | float, path: tuple[str | int, ...]) -> int | float:
        if "minimum" in schema and value < schema["minimum"]:
            raise Malformed(path, f"expected at least {schema['minimum']}")
        if "maximum" in schema and value > schema["maximum"]:
            raise Malformed(path, f"expected at most {schema['maximum']}")
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            raise Malformed(path, f"expected more than {schema['exclusiveMinimum']}")
        if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
            raise Malformed(path, f"expected less than {schema['exclusiveMaximum']}")
        if "multipleOf" in schema:
            ratio = value / schema["multipleOf"]
            if abs(ratio - round(ratio)) >= 4 * sys.float_info.epsilon * max(abs(ratio), 1):
                raise Malformed(path, f"expected a multiple of {schema['multipleOf']}")
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
        return value

    def check_text(self, schema: dict[str, Any], value: str, path: tuple[str | int, ...]) -> None:
        units = utf16(value)
        length = len(value if COUNTS_CODE_POINTS else units)
        if length < schema.get("minLength", 0):
            raise Malformed(path, f"expected at least {schema['minLength']} characters")
        if length > schema.get("maxLength", math.inf):
            raise Malformed(path, f"expected at most {schema['maxLength']} characters")
        for pattern in schema.get("patterns", ()):
            if pattern.search(units) is None:
                raise Malformed(path, "it does not match the pattern")
        # Whole numbers of any size are text.
        if "x-minimum" in schema and int(value) < int(schema["x-minimum"]):
            raise Malformed(path, f"expected at least {schema['x-minimum']}")
        if "x-maximum" in schema and int(value) > int(schema["x-maximum"]):
            raise Malformed(path, f"expected at most {schema['x-maximum']}")

    def check_list(self, schema: dict[str, Any], value: Any, path: tuple[str | int, ...]) -> list[Any]:
        if len(value) < schema.get("minItems", 0):
            raise Malformed(path, f"expected at least {schema['minItems']} items")
        if len(value) > schema.get("maxItems", math.inf):
            raise Malformed(path, f"expected at most {schema['maxItems']} items")
        first, others = schema.get("prefixItems", []), schema.get("items", True)
        return [
            self.check(first[at] if at < len(first) else others, item, (*path, at)) for at, item in enumerate(value)
        ]

    def check_object(self, schema: dict[str, Any], value: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        own, others = schema.get("properties", {}), schema.get("additionalProperties")
        names = schema.get("propertyNames")
        if names is None and others is None and "properties" not in schema:
            return value
        checked: dict[str, Any] = {}
        for name, field in own.items():
            if name in value:
                checked[name] = self.check(field, value[name], (*path, name))
            elif isinstance(field, dict) and "default" in field:
                checked[name] = copy.deepcopy(field["default"])
        for name in schema.get("required", ()):
            if name not in value and name not in checked:
                raise Malformed((*path, name), "it is missing")
        for name, field in value.items():
            if name in own:
                continue
            if others is False:
                raise Malformed(path, f"unrecognized key {name!r}")
            # JavaScript's objects have no field of this name.
            if others is None or name == "__proto__":
                continue
            if names is not None:
                self.check(names, name, (*path, name))
            checked[name] = self.check(others, field, (*path, name))
        return checked


# btauth/1.

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

# Public keys that belong to nobody, and for which anybody can sign; the highest bit is cleared.
SMALL_ORDER = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
}


def decode_address(address: str) -> bytes:
    """Public key of an SS58 address of the network. Raises ValueError."""
    if not re.fullmatch(f"[{BASE58}]{{1,60}}", address):
        raise ValueError("it is not base58 of the right length")
    number = 0
    for sign in address:
        number = number * 58 + BASE58.index(sign)
    zeros = len(address) - len(address.lstrip("1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) != 35 or hashlib.blake2b(b"SS58PRE" + data[:33]).digest()[:2] != data[33:]:
        raise ValueError("it is no address of 32 bytes, or has a typo")
    if data[0] != 42:
        raise ValueError("it belongs to another network, whose prefix is not 42")
    return data[1:33]


def is_small_order(key: bytes) -> bool:
    return (key[:31] + bytes([key[31] & 0x7F])).hex() in SMALL_ORDER


def verify_sr25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    import sr25519  # type: ignore[import-untyped]

    try:
        return sr25519.verify(signature, message, public_key)
    except Exception:
        # The library raises for what is no signature at all.
        return False


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if is_small_order(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


VERIFIERS = {"sr25519": verify_sr25519, "ed25519": verify_ed25519}
SCHEMES = {"sr25519": "sr25519", "ed25519": "ed25519", "0": "ed25519", "1": "sr25519"}


class Nonces:
    """Remembers each nonce of each hotkey; nothing forgets one early, since it could be replayed then."""

    def __init__(self) -> None:
        self.expiries: dict[tuple[str, int], float] = {}
        self.held: dict[str, int] = {}

    def remember(self, hotkey: str, nonce: int) -> None:
        now = time.monotonic()
        # Each entry lives equally long: the first ones expire first.
        for key, expiry in list(self.expiries.items())[:64]:
            if expiry > now:
                break
            del self.expiries[key]
            self.held[key[0]] -= 1
            if self.held[key[0]] == 0:
                del self.held[key[0]]
        if (hotkey, nonce) in self.expiries:
            raise Refusal("AUTH_REPLAYED", nonce=nonce, hotkey=hotkey)
        if self.held.get(hotkey, 0) >= MAX_NONCES_PER_HOTKEY:
            raise Refusal("AUTH_STORE_FULL", limit=MAX_NONCES_PER_HOTKEY, of=f" of {hotkey}")
        if len(self.expiries) >= MAX_NONCES:
            raise Refusal("AUTH_STORE_FULL", limit=MAX_NONCES, of="")
        self.expiries[hotkey, nonce] = now + NONCE_SECONDS
        self.held[hotkey] = self.held.get(hotkey, 0) + 1


class Claim:
    """Claims of the headers of a request, checked as far as headers can be; nothing of it is proven."""

    hotkey: str
    nonce: int
    scheme: str
    public_key: bytes
    signature: bytes
    receiver: str


AUTH_HEADERS = {f"x-bittensor-{role}": role for role in ("version", "hotkey", "nonce", "signature", "receiver", "crypto")}


def read_claim(headers: list[tuple[str, str]], own_hotkey: str, ed25519_hotkeys: set[str]) -> Claim:
    """Checks what is in the headers, in the order that the protocol sets. Raises Refusal."""

    def malformed(detail: str) -> Refusal:
        return Refusal("AUTH_MALFORMED", detail=detail)

    found: dict[str, str] = {}
    for name, value in headers:
        role = AUTH_HEADERS.get(name.lower())
        if role is None:
            continue
        if role in found:
            raise malformed(f"X-Bittensor-{role.title()} is sent more than once")
        found[role] = value
    claim = Claim()
    if found.get("version") != "1":
        raise malformed("X-Bittensor-Version must be 1")
    claim.hotkey = found.get("hotkey", "")
    if claim.hotkey == "":
        raise malformed("X-Bittensor-Hotkey is missing")
    digits = found.get("nonce", "")
    if not re.fullmatch("[0-9]+", digits):
        raise malformed("X-Bittensor-Nonce must be decimal digits")
    # Longer ones are far in the future, and slow to read.
    claim.nonce = int(digits) if len(digits) <= 64 else 10**64
    scheme = SCHEMES.get(found.get("crypto", "sr25519").strip().lower())
    if scheme is None:
        raise malformed("X-Bittensor-Crypto names an unknown scheme")
    trusted = "ed25519" if claim.hotkey in ed25519_hotkeys else "sr25519"
    if scheme != trusted:
        raise Refusal("AUTH_BAD_SIGNATURE", detail=f"this sender is trusted under {trusted} only")
    claim.scheme = scheme
    signature = re.sub("^0x", "", found.get("signature", ""))
    if not re.fullmatch("(?:[0-9a-fA-F]{2})+", signature):
        raise malformed("X-Bittensor-Signature must be hex")
    if "receiver" not in found:
        raise Refusal("AUTH_WRONG_RECEIVER", detail="it names no receiver")
    claim.receiver = found["receiver"]
    if claim.receiver != own_hotkey:
        raise Refusal("AUTH_WRONG_RECEIVER", detail=f"it names {claim.receiver}")
    age = time.time_ns() - claim.nonce
    if age > MAX_AGE_NS or -age > ALLOWED_SKEW_NS:
        offset = "behind" if age > 0 else "ahead of"
        limits = {"skewMs": ALLOWED_SKEW_NS // 10**6, "maxAgeMs": MAX_AGE_NS // 10**6}
        raise Refusal("AUTH_STALE", offset=f"{abs(age) // 10**6} ms {offset}", ageMs=age // 10**6, **limits)
    claim.signature = bytes.fromhex(signature)
    if len(claim.signature) != 64:
        raise malformed(f"a signature has 64 bytes, not {len(claim.signature)}")
    try:
        claim.public_key = decode_address(claim.hotkey)
    except ValueError as error:
        raise malformed(f"X-Bittensor-Hotkey: {error}") from None
    if is_small_order(claim.public_key):
        raise malformed(f"X-Bittensor-Hotkey: nobody holds the key of {claim.hotkey}")
    return claim


def prove(claim: Claim, method: str, target: str, body: bytes, nonces: Nonces) -> None:
    """Checks the signature, then the nonce. Raises Refusal."""
    digest = hashlib.sha256(body).hexdigest()
    lines = ["btauth/1", claim.scheme, method.upper(), target, digest, str(claim.nonce), claim.hotkey, claim.receiver]
    if not VERIFIERS[claim.scheme](claim.public_key, "\n".join(lines).encode(), claim.signature):
        detail = f"it is not the signature of {claim.hotkey} over this request"
        raise Refusal("AUTH_BAD_SIGNATURE", detail=detail)
    nonces.remember(claim.hotkey, claim.nonce)


# Callers.


class Callers:
    """Hotkeys of a file, one a line, read again when it changes. None is every hotkey."""

    def __init__(self, path: str | None, netuid: int) -> None:
        self.path, self.netuid = path, netuid
        self.hotkeys: set[str] = set()
        self.version: tuple[int, int] | None = None
        self.looked = -math.inf
        if path is not None:
            self.read(path)

    def read(self, path: str) -> None:
        found = os.stat(path)
        version = (found.st_mtime_ns, found.st_size)
        if version == self.version:
            return
        hotkeys = set()
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                hotkey = line.split("#")[0].strip()
                if hotkey == "":
                    continue
                try:
                    decode_address(hotkey)
                except ValueError as error:
                    raise ValueError(f"line {number} of {path} is no address: {error}") from None
                hotkeys.add(hotkey)
        self.hotkeys, self.version = hotkeys, version

    def check(self, hotkey: str) -> None:
        if self.path is None:
            return
        if time.monotonic() - self.looked > 1:
            self.looked = time.monotonic()
            try:
                self.read(self.path)
            except (OSError, ValueError) as error:
                log(f"the list of callers was not read again: {error}")
        if hotkey not in self.hotkeys:
            raise Refusal("CALLER_UNKNOWN", hotkey=hotkey, netuid=self.netuid)


class Rates:
    """Counts the proven requests of each caller in windows of a minute."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.windows: dict[str, list[float]] = {}

    def window(self, hotkey: str) -> list[float]:
        window = self.windows.get(hotkey)
        return window if window and time.monotonic() - window[0] < 60 else [time.monotonic(), 0]

    def check(self, hotkey: str) -> list[float]:
        window = self.window(hotkey)
        if window[1] >= self.limit:
            retry = math.ceil(60_000 - 1_000 * (time.monotonic() - window[0]))
            raise Refusal("CALLER_TOO_FREQUENT", hotkey=hotkey, limit=self.limit, windowMs=60_000, retryMs=retry)
        return window

    def count(self, hotkey: str) -> None:
        window = self.check(hotkey)
        window[1] += 1
        if self.windows.get(hotkey) is not window:
            self.windows.pop(hotkey, None)
            self.windows[hotkey] = window
            if len(self.windows) > 4_096:
                del self.windows[next(iter(self.windows))]


# HTTP/1.1, strictly.

REASONS = {status.value: status.phrase for status in http.HTTPStatus}


class BadHttp(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Request:
    method: str
    target: str
    version: str
    headers: list[tuple[str, str]]
    length: int
    is_chunked: bool

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known.lower() == name]

    @property
    def keeps_alive(self) -> bool:
        connection = ",".join(self.values("connection")).lower()
        return "close" not in connection and (self.version == "1" or "keep-alive" in connection)


def parse_head(head: bytes) -> Request:
    """Reads a request line and its headers. Raises BadHttp for anything that two servers could read in two ways."""
    lines = head.decode("latin-1").split("\r\n")
    if any(re.search("[\r\n\0]", line) for line in lines):
        raise BadHttp(400)
    line = re.fullmatch(r"([A-Z]+) (/[!-~]*) HTTP/1\.([01])", lines[0])
    if line is None:
        raise BadHttp(400)
    request = Request()
    request.method, request.target, request.version = line.groups()
    request.headers = []
    for text in lines[1:]:
        header = re.fullmatch(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*", text)
        if header is None:
            raise BadHttp(400)
        request.headers.append((header[1], header[2]))
    lengths, encodings = request.values("content-length"), request.values("transfer-encoding")
    if len(lengths) > 1 or len(encodings) > 1 or (lengths and encodings):
        raise BadHttp(400)
    if encodings and encodings[0].lower() != "chunked":
        raise BadHttp(400)
    if lengths and not re.fullmatch("[0-9]{1,15}", lengths[0]):
        raise BadHttp(400)
    if request.version == "1" and len(request.values("host")) != 1:
        raise BadHttp(400)
    request.is_chunked = bool(encodings)
    request.length = int(lengths[0]) if lengths else 0
    return request


async def read_chunks(reader: asyncio.StreamReader, limit: int) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        size = re.fullmatch(rb"([0-9a-fA-F]{1,8})(?:;[^\r\n\0]*)?\r\n", line)
        if size is None:
            raise BadHttp(400)
        length = int(size[1], 16)
        if length == 0:
            break
        if len(body) + length > limit:
            raise Refusal("BODY_TOO_LARGE", limit=limit)
        body += await reader.readexactly(length)
        if await reader.readexactly(2) != b"\r\n":
            raise BadHttp(400)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(body)


def log(text: str) -> None:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    print(now, re.sub(r"[^ -~]", "?", text), file=sys.stderr, flush=True)


def unknown_synapse(called: str) -> Refusal:
    """The refusal of a name that is not served: by version if there are others of that synapse."""
    if called in (".session", ".receipts"):
        return Refusal("SESSIONS_OFF" if called == ".session" else "RECEIPTS_OFF")
    parts = re.fullmatch(r"(.+)\.v([1-9][0-9]{0,5})", called, re.DOTALL)
    name, version = (parts[1], int(parts[2])) if parts else (called, 1)
    versions = sorted(int(known[len(name) + 2 :]) for known in SYNAPSES if re.fullmatch(re.escape(name) + r"\.v[0-9]+", known))
    versions = [1, *versions] if name in SYNAPSES else versions
    if not versions:
        return Refusal("SYNAPSE_UNKNOWN", synapse=called[:64], known=", ".join(SYNAPSES))
    if version in versions:
        return Refusal("SYNAPSE_MISNAMED", called=called[:64], synapse=name, version=version)
    served = ", ".join(name if one == 1 else f"{name}.v{one}" for one in versions)
    return Refusal("SYNAPSE_VERSION_UNKNOWN", synapse=name, version=version, served=served, versions=versions)


class Connection:
    """What is known of a connection between its requests."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str) -> None:
        self.reader, self.writer, self.address = reader, writer, address
        self.is_proven = False
        self.is_busy = False
        self.was_read = True


class Miner:
    def __init__(self, handlers: Any, options: argparse.Namespace, callers: Callers) -> None:
        self.handlers, self.callers = handlers, callers
        self.hotkey: str = options.hotkey
        self.ed25519 = set(options.ed25519)
        self.max_concurrent: int = options.max_concurrent
        self.rates = Rates(options.rate)
        self.nonces = Nonces()
        self.running = 0
        self.pending = 0
        self.is_closing = False
        self.connections: set[Connection] = set()
        self.largest = max(synapse["max_bytes"] for synapse in SYNAPSES.values())
        self.slowest = max(synapse["deadline_ms"] for synapse in SYNAPSES.values()) / 1_000

    async def serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        connection = Connection(reader, writer, group_of(peer[0]) if peer else "?")
        same_address = sum(other.address == connection.address for other in self.connections)
        if len(self.connections) >= MAX_CONNECTIONS or same_address >= MAX_CONNECTIONS_PER_ADDRESS or self.is_closing:
            writer.transport.abort()
            return
        self.connections.add(connection)
        try:
            while await self.serve_request(connection):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            pass
        except Exception:
            # The last net: a defect costs its own connection and nothing else.
            log(traceback.format_exc())
        finally:
            self.connections.discard(connection)
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    async def serve_request(self, connection: Connection) -> bool:
        """Serves one request; False ends the connection."""
        reader = connection.reader
        first = await asyncio.wait_for(reader.read(1), KEEP_ALIVE_SECONDS)
        if first == b"":
            return False
        connection.is_busy = True
        try:
            head = first + await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEADERS_SECONDS)
            request = parse_head(head[:-4])
        except asyncio.LimitOverrunError:
            return await self.end(connection, 431)
        except TimeoutError:
            return await self.end(connection, 408)
        except BadHttp as bad:
            return await self.end(connection, bad.status)
        name = request.target.split("?", 1)[0][1:]
        connection.was_read = request.length == 0 and not request.is_chunked
        hotkey, headers = "-", {}
        try:
            if request.method == "GET" and name == "healthz":
                return await self.respond(connection, 200, b'{"ok":true}', False, {})
            if request.method == "GET" and name == "readyz":
                ready = b'{"ready":false,"reasons":["closing"]}' if self.is_closing else b'{"ready":true,"reasons":[]}'
                return await self.respond(connection, 503 if self.is_closing else 200, ready, False, {})
            status, body = 200, None
            claim, question = await self.receive(connection, request, name)
            hotkey = claim.hotkey
            if "chunk" in SYNAPSES[name]:
                return await self.stream(connection, request, name, question, hotkey)
            body = await self.call(name, question, hotkey)
            if SYNAPSES[name].get("output_parts"):
                headers["content-type"] = PARTS_TYPE
        except BadHttp as bad:
            return await self.end(connection, bad.status)
        except Refusal as refusal:
            status, body = refusal.status, encode_refusal(refusal, name)
            if status in (429, 503):
                seconds = math.ceil(refusal.details.get("retryMs", 1_000) / 1_000)
                headers["retry-after"] = str(max(1, seconds))
            if status == 405:
                headers["allow"] = "POST"
            self.log_refusal(refusal, connection, name, hotkey)
        keep = request.keeps_alive and connection.was_read and not self.is_closing
        return await self.respond(connection, status, body, keep, headers)

    def log_refusal(self, refusal: Refusal, connection: Connection, name: str, hotkey: str) -> None:
        log(f"{refusal.code} {refusal.status} /{name[:64]} caller {hotkey} address {connection.address}")

    async def receive(self, connection: Connection, request: Request, name: str) -> tuple[Claim, Any]:
        """Takes a request up to its handler, the cheap checks first. Raises Refusal."""
        if len(request.headers) > HEADER_COUNT:
            raise Refusal("TOO_MANY_HEADERS", limit=HEADER_COUNT)
        synapse = SYNAPSES.get(name)
        limit = synapse["max_bytes"] if synapse else self.largest
        encoding = ", ".join(request.values("content-encoding")) or "identity"
        if encoding.lower() != "identity":
            raise Refusal("BODY_ENCODED", encoding=encoding[:64])
        if request.length > limit:
            raise Refusal("BODY_TOO_LARGE", limit=limit)
        claim = read_claim(request.headers, self.hotkey, self.ed25519)
        self.callers.check(claim.hotkey)
        self.rates.check(claim.hotkey)
        if synapse is None:
            raise unknown_synapse(name)
        if request.method != "POST":
            raise Refusal("METHOD_NOT_ALLOWED", method=request.method, target=f"/{name[:64]}")
        content_type = ",".join(request.values("content-type")).split(";", 1)[0].strip().lower()
        if synapse.get("input_parts") and content_type != PARTS_TYPE:
            detail = f"it has binary values and is sent as {PARTS_TYPE}"
            raise Refusal("BODY_MALFORMED", synapse=name, detail=detail)
        self.check_load()
        if self.pending >= MAX_PENDING:
            raise Refusal("MINER_OVERLOADED", limit=MAX_PENDING)
        self.pending += 1
        try:
            body = await self.read_body(connection, request, name, limit)
        finally:
            self.pending -= 1
        prove(claim, request.method, request.target, body, self.nonces)
        connection.is_proven = True
        self.rates.count(claim.hotkey)
        self.handlers.admit(claim.hotkey)
        self.check_load()
        return claim, self.read_question(name, body)

    def check_load(self) -> None:
        if self.running >= self.max_concurrent:
            raise Refusal("MINER_OVERLOADED", limit=self.max_concurrent)

    async def read_body(self, connection: Connection, request: Request, name: str, limit: int) -> bytes:
        seconds = BODY_SECONDS if connection.is_proven else UNPROVEN_BODY_SECONDS
        if "100-continue" in ",".join(request.values("expect")).lower():
            connection.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        reader = connection.reader
        try:
            reading = read_chunks(reader, limit) if request.is_chunked else reader.readexactly(request.length)
            body = await asyncio.wait_for(reading, seconds)
        except TimeoutError:
            raise Refusal("BODY_TOO_SLOW", limitMs=int(seconds * 1_000)) from None
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            detail = "the connection ended before the body"
            raise Refusal("BODY_MALFORMED", synapse=name, detail=detail) from None
        connection.was_read = True
        return body

    def read_question(self, name: str, body: bytes) -> Any:
        synapse = SYNAPSES[name]
        has_parts = synapse.get("input_parts", False)
        if body == b"" and not has_parts:
            if synapse["is_optional"]:
                return copy.deepcopy(synapse["input"].get("default"))
            raise Refusal("BODY_MALFORMED", synapse=name, detail="input: there is no body")
        try:
            value = read_parts(body) if has_parts else read_json(body)
        except (ValueError, RecursionError) as error:
            # The message of a parser quotes the body.
            detail = str(error) if has_parts and type(error) is ValueError else "it is not JSON"
            raise Refusal("BODY_MALFORMED", synapse=name, detail=detail) from None
        try:
            return check(synapse["input"], value)
        except Malformed as malformed:
            place = ".".join(map(str, malformed.path)) or "input"
            detail = f"{place}: {malformed.detail}"[:300]
            raise Refusal("BODY_MALFORMED", synapse=name, detail=detail) from None

    async def call(self, name: str, question: Any, caller: str) -> bytes:
        """Runs a handler under the deadline of its synapse; the result is the body to send. Raises Refusal."""
        synapse = SYNAPSES[name]
        seconds = synapse["deadline_ms"] / 1_000
        work = asyncio.ensure_future(self.start(getattr(self.handlers, synapse["method"]), question, caller))
        self.running += 1
        work.add_done_callback(self.finish)
        done, _ = await asyncio.wait({work}, timeout=seconds)
        if not done:
            work.cancel()
            raise Refusal("HANDLER_TOO_SLOW", synapse=name, deadlineMs=synapse["deadline_ms"])
        try:
            answer = work.result()
        except (Exception, asyncio.CancelledError):
            log(f"handler {name} failed:\n{traceback.format_exc()}".replace("\n", " | "))
            raise Refusal("HANDLER_FAILED", synapse=name, detail="threw") from None
        return self.encode_answer(name, answer)

    async def stream(self, connection: Connection, request: Request, name: str, question: Any, caller: str) -> bool:
        """Sends the chunks of a handler as they come. What fails before the first one is raised, for an ordinary refusal."""
        synapse = SYNAPSES[name]
        ends = time.monotonic() + synapse["deadline_ms"] / 1_000
        chunks = self.chunks_of(getattr(self.handlers, synapse["method"]), question, caller)
        writer, digest, count, size = connection.writer, hashlib.sha256(), 0, 0
        keep = request.keeps_alive and request.version == "1" and not self.is_closing
        framing = {"transfer-encoding": "chunked"} if request.version == "1" else {}
        is_begun = False

        async def next_line() -> bytes | None:
            limit = min(synapse["chunk_deadline_ms"] / 1_000, max(ends - time.monotonic(), 0))
            step = asyncio.ensure_future(anext(chunks))
            done, _ = await asyncio.wait({step}, timeout=limit)
            if not done:
                step.cancel()
                raise Refusal("HANDLER_TOO_SLOW", synapse=name, deadlineMs=math.ceil(limit * 1_000))
            try:
                chunk = step.result()
            except StopAsyncIteration:
                return None
            except (Exception, asyncio.CancelledError):
                log(f"handler {name} failed:\n{traceback.format_exc()}".replace("\n", " | "))
                raise Refusal("HANDLER_FAILED", synapse=name, detail="threw") from None
            line = self.encode_checked(name, "chunk", chunk, b'{"chunk":', b"}\n")
            if size + len(line) > synapse["max_bytes"]:
                detail = f"gave a stream larger than {synapse['max_bytes']} bytes"
                raise Refusal("HANDLER_FAILED", synapse=name, detail=detail)
            return line

        async def send(line: bytes, is_last: bool) -> None:
            if framing:
                line = b"%x\r\n%s\r\n" % (len(line), line) + (b"0\r\n\r\n" if is_last else b"")
            writer.write(line)
            try:
                await asyncio.wait_for(writer.drain(), max(ends - time.monotonic(), 0.001))
            except TimeoutError:
                raise Refusal("STREAM_UNREAD", synapse=name, limitMs=synapse["deadline_ms"]) from None

        self.running += 1
        try:
            line = await next_line()
            head = {"content-type": "application/jsonl", **framing, **({} if keep else {"connection": "close"})}
            lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in head.items())]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            is_begun = True
            while line is not None:
                count, size = count + 1, size + len(line)
                digest.update(line)
                await send(line, False)
                if writer.transport.is_closing() or connection.reader.at_eof():
                    return False
                line = await next_line()
            end = {"chunks": count, "bytes": size, "sha256": digest.hexdigest()}
            await send(write_json({"end": end}) + b"\n", True)
        except Refusal as refusal:
            if not is_begun:
                raise
            self.log_refusal(refusal, connection, name, caller)
            if refusal.code == "STREAM_UNREAD":
                writer.transport.abort()
                return False
            await send(encode_refusal(refusal, name) + b"\n", True)
        finally:
            self.running -= 1
            asyncio.ensure_future(self.end_chunks(chunks))
        connection.is_busy = False
        return keep

    async def chunks_of(self, handler: Any, question: Any, caller: str) -> AsyncIterator[Any]:
        given = handler(question, caller)
        if hasattr(given, "__aiter__"):
            async for chunk in given:
                yield chunk
            return
        steps, end = iter(given), object()
        while (chunk := await self.in_thread(next, steps, end)) is not end:
            yield chunk

    async def end_chunks(self, chunks: Any) -> None:
        try:
            await chunks.aclose()
        except (Exception, asyncio.CancelledError):
            pass  # A generator that runs still, or fails as it ends, has no reader any more.

    def finish(self, work: asyncio.Future[Any]) -> None:
        self.running -= 1
        # A failure after the deadline was answered already.
        if not work.cancelled():
            work.exception()

    async def start(self, handler: Any, question: Any, caller: str) -> Any:
        if inspect.iscoroutinefunction(handler):
            return await handler(question, caller)
        return await self.in_thread(handler, question, caller)

    async def in_thread(self, work: Any, *given: Any) -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()

        def settle(is_result: bool, value: Any) -> None:
            if not future.done():
                future.set_result(value) if is_result else future.set_exception(value)

        def run() -> None:
            try:
                outcome = (True, work(*given))
            except BaseException as error:
                # A future cannot hold a StopIteration.
                outcome = (False, RuntimeError(repr(error)) if isinstance(error, StopIteration) else error)
            try:
                loop.call_soon_threadsafe(settle, *outcome)
            except RuntimeError:
                pass  # The miner has ended.

        threading.Thread(target=run, daemon=True).start()
        return await future

    def encode_answer(self, name: str, answer: Any) -> bytes:
        limit = SYNAPSES[name]["max_bytes"]
        if SYNAPSES[name].get("output_parts"):
            answer = {"result": {"data": answer}}
            body = self.encode_checked(name, "output", answer, b"", b"", write_parts, read_parts)
        else:
            body = self.encode_checked(name, "output", answer, b'{"result":{"data":', b"}}")
        if len(body) > limit:
            raise Refusal("HANDLER_FAILED", synapse=name, detail=f"gave an answer larger than {limit} bytes")
        return body

    def encode_checked(
        self, name: str, side: str, value: Any, before: bytes, after: bytes, write: Any = write_json, read: Any = read_json
    ) -> bytes:
        """The text of what a handler gave, if it matches its schema. Raises Refusal."""
        noun = "a chunk" if side == "chunk" else "an answer"
        try:
            body = write(value)
            # What the caller will read, whatever the handler returned.
            sent = read(body)
            check(SYNAPSES[name][side], sent if write is write_json else sent["result"]["data"])
        except Malformed as malformed:
            place = ".".join(map(str, malformed.path)) or side
            log(f"handler {name} gave {noun} that is wrong: {place}: {malformed.detail}")
            detail = f"gave {noun} that does not match the {side} schema"
            raise Refusal("HANDLER_FAILED", synapse=name, detail=detail) from None
        except (TypeError, ValueError, RecursionError) as error:
            log(f"handler {name} gave {noun} that is not JSON: {error}")
            detail = f"gave {noun} that cannot be written as JSON"
            raise Refusal("HANDLER_FAILED", synapse=name, detail=detail) from None
        return before + body + after

    async def respond(
        self, connection: Connection, status: int, body: bytes, keep: bool, headers: dict[str, str]
    ) -> bool:
        all_headers = {
            "content-type": "application/json",
            "content-length": str(len(body)),
            **({} if keep else {"connection": "close"}),
            **headers,
        }
        lines = [f"HTTP/1.1 {status} {REASONS[status]}", *(f"{name}: {value}" for name, value in all_headers.items())]
        connection.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
        await asyncio.wait_for(connection.writer.drain(), self.slowest + KEEP_ALIVE_SECONDS)
        connection.is_busy = False
        if not keep and not connection.was_read:
            await self.drop_input(connection)
        return keep

    async def end(self, connection: Connection, status: int) -> bool:
        connection.writer.write(f"HTTP/1.1 {status} {REASONS[status]}\r\nconnection: close\r\n\r\n".encode())
        await connection.writer.drain()
        await self.drop_input(connection)
        return False

    async def drop_input(self, connection: Connection) -> None:
        """Drops what the caller still sends, for a moment: closing at once would lose the answer on its way."""
        ends = asyncio.get_running_loop().time() + DRAIN_SECONDS
        dropped = 0
        connection.writer.write_eof() if connection.writer.can_write_eof() else None
        while dropped < DRAIN_BYTES:
            left = ends - asyncio.get_running_loop().time()
            try:
                part = await asyncio.wait_for(connection.reader.read(65_536), max(left, 0))
            except TimeoutError:
                return
            if part == b"":
                return
            dropped += len(part)

    async def close(self, server: asyncio.Server) -> None:
        """Stops listening and lets requests in flight finish, up to a deadline."""
        self.is_closing = True
        server.close()
        for connection in list(self.connections):
            if not connection.is_busy:
                connection.writer.transport.abort()
        ends = time.monotonic() + CLOSE_SECONDS
        while self.connections and time.monotonic() < ends:
            await asyncio.sleep(0.02)


def group_of(address: str) -> str:
    """An address as limits count it: IPv6 by its /64."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


# The program.


def read_options(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=f"Miner of the subnet {SUBNET}: answers {', '.join(SYNAPSES)} to signed callers.",
        epilog="Needs Python 3.11 and py-sr25519-bindings. Publish the address with: btcli axon set (or subnet serve).",
    )
    parser.add_argument("--hotkey", required=True, help="SS58 address of the hotkey that callers address")
    parser.add_argument("--netuid", type=int, required=True, help="number of the subnet")
    callers = parser.add_mutually_exclusive_group(required=True)
    callers.add_argument(
        "--callers",
        metavar="FILE",
        help="hotkeys to serve, one a line, read again when the file changes; those with a permit: subnet metagraph"
        " --netuid N --json | jq -r '.neurons[] | select(.validatorPermit) | .hotkey'",
    )
    callers.add_argument("--any-caller", action="store_true", help="serve every signed caller, for tests")
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: 0.0.0.0)")
    parser.add_argument("--port", type=int, default=8091, help="port to listen on; 0 picks a free one (default: 8091)")
    parser.add_argument("--handlers", metavar="FILE", help="Python file with a class Handlers (default: this file)")
    parser.add_argument("--rate", type=int, default=600, help="requests of one caller in a minute (default: 600)")
    parser.add_argument("--max-concurrent", type=int, default=64, help="requests in handlers (default: 64)")
    parser.add_argument(
        "--ed25519", action="append", default=[], metavar="HOTKEY", help="caller that signs with ed25519; repeatable"
    )
    options = parser.parse_args(words)
    for hotkey in [options.hotkey, *options.ed25519]:
        try:
            decode_address(hotkey)
        except ValueError as error:
            parser.error(f"{hotkey} is no SS58 address: {error}")
    if not 0 <= options.port < 65_536:
        parser.error(f"{options.port} is no port")
    for name in ("rate", "max_concurrent"):
        if getattr(options, name) < 1:
            parser.error(f"--{name.replace('_', '-')} must be at least 1")
    return options


def load_handlers(path: str | None) -> Any:
    """The handlers, checked. Raises SystemExit with what is missing."""
    kind: type[Any] = Handlers
    if path is not None:
        spec = importlib.util.spec_from_file_location("handlers_of_miner", path)
        if spec is None or spec.loader is None or not os.path.exists(path):
            raise SystemExit(f"error: there is no Python file {path}")
        sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        given = getattr(module, "Handlers", None)
        if not inspect.isclass(given):
            raise SystemExit(f"error: {path} has no class Handlers")
        kind = given if hasattr(given, "admit") else type("Handlers", (given, Handlers), {})
    handlers = kind()
    missing = [
        name
        for name, synapse in SYNAPSES.items()
        if not callable(getattr(handlers, synapse["method"], None))
        or getattr(getattr(handlers, synapse["method"]), "is_unwritten", False)
    ]
    if missing:
        where = path or __file__
        raise SystemExit(f"error: no handler is written for {', '.join(missing)}: write it in {where}, class Handlers")
    return handlers


def require(module: str, package: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise SystemExit(f"error: signatures cannot be verified: run pip install {package}")


async def serve(options: argparse.Namespace, handlers: Any, callers: Callers) -> None:
    miner = Miner(handlers, options, callers)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        server = await asyncio.start_server(
            miner.serve_connection, options.host, options.port, limit=HEADER_BYTES, backlog=511
        )
    except OSError as error:
        raise SystemExit(f"error: cannot listen on {options.host} port {options.port}: {error.strerror}") from None
    host, port = server.sockets[0].getsockname()[:2]
    log(f"listening on http://{f'[{host}]' if ':' in host else host}:{port} as {options.hotkey}")
    await stop.wait()
    log("closing")
    await miner.close(server)


def main() -> None:
    options = read_options()
    require("sr25519", "py-sr25519-bindings")
    if options.ed25519:
        require("cryptography", "cryptography")
    try:
        callers = Callers(options.callers, options.netuid)
    except (OSError, ValueError) as error:
        raise SystemExit(f"error: {error}") from None
    asyncio.run(serve(options, load_handlers(options.handlers), callers))


if __name__ == "__main__":
    main()
