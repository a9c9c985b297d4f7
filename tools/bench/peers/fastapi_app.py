"""A FastAPI app that checks each request with the official SDK, on uvicorn. Argument: own hotkey."""

import json
import socket
import sys

import bittensor as bt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel

(HOTKEY,) = sys.argv[1:]


class Echo(BaseModel):
    text: str


async def caller(request: Request):
    try:
        return bt.http_auth.verify(
            request.headers,
            await request.body(),
            method=request.method,
            path=request.url.path,
            self_hotkey_ss58=HOTKEY,
        )
    except bt.http_auth.AuthError as error:
        raise HTTPException(401, str(error)) from error


app = FastAPI()


@app.post("/echo")
async def echo(given: Echo, _caller=Depends(caller)) -> Echo:
    return given


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(json.dumps({"port": port}), flush=True)


# With a socket of our own uvicorn would leave Nagle's algorithm on, and each answer would wait for 40 ms.
Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)).run()
