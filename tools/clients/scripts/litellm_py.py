"""LiteLLM's proxy before the gateway, asked with the package openai: a gateway behind a gateway."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import openai

from cases import fails, greeting, key, model, play, report, url

config = f"""
model_list:
  - model_name: subnet
    litellm_params: {{model: openai/{model}, api_base: {url}, api_key: {key}}}
litellm_settings: {{num_retries: 0, telemetry: false}}
"""
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
proxy_url = f"http://127.0.0.1:{port}"
# It does not start without one.
proxy_key = "sk-of-these-tests"
client = openai.OpenAI(base_url=f"{proxy_url}/v1", api_key=proxy_key, max_retries=0)


def ask(content, **more):
    messages = [{"role": "user", "content": content}]
    return client.chat.completions.create(model="subnet", messages=messages, **more)


def text_of(stream):
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def chat():
    assert ask("Hi").choices[0].message.content == greeting


def stream():
    assert text_of(ask("Hi", stream=True)) == greeting


def usage():
    chunks = list(ask("Hi", stream=True, stream_options={"include_usage": True}))
    assert any(chunk.usage and chunk.usage.total_tokens > 0 for chunk in chunks)


def slow():
    assert text_of(ask("Wait", stream=True)) == greeting


def ready():
    while proxy.poll() is None:
        try:
            with urllib.request.urlopen(f"{proxy_url}/health/liveliness", timeout=1):
                return True
        except OSError:
            time.sleep(0.5)
    return False


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "config.yaml")
    with open(path, "w") as file:
        file.write(config)
    env = os.environ | {"LITELLM_MASTER_KEY": proxy_key}
    program = os.path.join(os.path.dirname(sys.executable), "litellm")
    log = open(os.path.join(folder, "log"), "w")
    command = [program, "--config", path, "--host", "127.0.0.1", "--port", str(port)]
    proxy = subprocess.Popen(command, stdout=log, stderr=log, env=env)
    try:
        if ready():
            play("chat", chat)
            play("stream", stream)
            play("stream with usage", usage)
            play("stream that begins with comments", slow)
            play("no usable answer", lambda: fails(lambda: ask("Break"), openai.APIStatusError))
        else:
            report("start", open(log.name).read()[-500:])
    finally:
        proxy.terminate()
        proxy.wait(30)
