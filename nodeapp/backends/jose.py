"""JSON Web Tokens (RFC 7519), signed with a key of this node's own; loaded with the first of them."""

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from msgspec import Struct

_ALGORITHM = "HS256"


class Claims(Struct, frozen=True):
    """What a token says: whose it is, of which sign-in, and until when, in seconds since 1970."""

    sub: str
    sid: str
    exp: int


class WebTokens:
    def __init__(self, key: bytes) -> None:
        self._key = OctKey.import_key(key)

    def write(self, content: dict[str, object]) -> str:
        return jwt.encode({"alg": _ALGORITHM}, content, self._key, algorithms=[_ALGORITHM])

    def read(self, token: str) -> Claims | None:
        """None unless it was signed with this key; whether it has expired is for the caller to see."""
        try:
            return msgspec.convert(jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims, Claims)
        except (JoseError, msgspec.ValidationError, ValueError):
            return None
