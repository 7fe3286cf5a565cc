"""A profile's media page: what somebody wrote with files, and nothing else."""

from typing import Any

import pytest

from nodeapp.seams.database import Transaction
from tests.builders import Home

pytestmark = pytest.mark.anyio


async def tweet(caller: Any, content: str, **more: Any) -> Any:
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_tweets_with_files_stand_there_alone_answers_too(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    with_file = await tweet(bo, "look")
    answer = await tweet(bo, "and this", reply_to_id=with_file["id"])
    await tweet(bo, "only words")
    shared = await tweet(ada, "of ada")
    await bo.post(f"/api/tweets/{shared['id']}/retweet")
    await ada.post("/api/users/bo/mute")

    async def attach(tx: Transaction) -> None:
        for one in (with_file, answer, shared):
            await tx.run("update tweets set media_count = 1 where id = :id", id=int(one["id"]))

    await node.database.write(attach)

    page = (await ada.get("/api/users/bo/tweets?include=media")).json()["tweets"]
    assert [one["content"] for one in page] == ["and this", "look"]
