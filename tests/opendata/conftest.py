import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.portal.sample import Sample, build

Get = Callable[[str], Any]


@pytest.fixture
def sample(db: None) -> Sample:
    return build()


def body(response: Any) -> bytes:
    """The content, streamed or not."""
    content: bytes = (
        b"".join(response.streaming_content) if response.streaming else response.content
    )
    return content


@pytest.fixture
def get(client: Client) -> Get:
    """The JSON of an address that must answer 200."""

    def fetch(url: str) -> Any:
        response = client.get(url)
        assert response.status_code == 200, (url, body(response))
        return json.loads(body(response))

    return fetch
