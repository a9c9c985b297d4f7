"""Instructor: objects from chats."""

import instructor
from instructor.core import InstructorRetryException
from openai import OpenAI
from pydantic import BaseModel

from cases import fails, key, model, play, url


class Person(BaseModel):
    name: str
    age: int


def ask(mode, content="Who is Ada?"):
    client = instructor.from_openai(OpenAI(base_url=url, api_key=key, max_retries=0), mode=mode)
    messages = [{"role": "user", "content": content}]
    return client.chat.completions.create(model=model, messages=messages, response_model=Person, max_retries=0)


def json_mode():
    # Its answer is of a class of its own.
    assert ask(instructor.Mode.JSON).model_dump() == {"name": "Ada", "age": 36}


def schema_mode():
    assert ask(instructor.Mode.JSON_SCHEMA).model_dump() == {"name": "Ada", "age": 36}


play("mode JSON", json_mode)
play("mode JSON_SCHEMA", schema_mode)
play("tools are refused", lambda: fails(lambda: ask(instructor.Mode.TOOLS), InstructorRetryException))
