"""What seeded people are called and say, drawn from seed_words.toml."""

import tomllib
from pathlib import Path
from random import Random

_WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TOWNS = _WORDS["towns"]


def tweet(random: Random) -> str:
    return _filled(random, "tweets")


def reply(random: Random) -> str:
    return _filled(random, "replies")


def bio(random: Random) -> str:
    return _filled(random, "bios")


def name(random: Random) -> tuple[str, str]:
    """Given name, family name."""
    return random.choice(_WORDS["given"]), random.choice(_WORDS["family"])


def _filled(random: Random, kind: str) -> str:
    text = random.choice(_WORDS[kind]).format(
        thing=random.choice(_WORDS["things"]),
        feeling=random.choice(_WORDS["feelings"]),
        trade=random.choice(_WORDS["trades"]),
        town=random.choice(TOWNS),
        town2=random.choice(TOWNS),
        tag=random.choice(_WORDS["tags"]),
        tag2=random.choice(_WORDS["tags"]),
    )
    return text[0].upper() + text[1:]
