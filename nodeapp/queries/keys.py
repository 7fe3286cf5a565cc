"""Keys of accounts elsewhere, as their nodes told them."""

from msgspec import Struct

from nodeapp.seams.database import Reader, Transaction


class KeyRow(Struct, frozen=True):
    """`owner` is the account's uri."""

    owner: str
    pem: str


async def find(reader: Reader, key_id: str) -> KeyRow | None:
    return await reader.one(
        KeyRow,
        """
        select uri as owner, public_key_pem as pem from accounts
        where public_key_id = :key_id and uri is not null and public_key_pem is not null
        """,
        key_id=key_id,
    )


async def change(tx: Transaction, owner: str, key_id: str, pem: str) -> None:
    """Its owner signs with another key now. Nothing happens for an account that is not known here."""
    await tx.run(
        "update accounts set public_key_id = :key_id, public_key_pem = :pem where uri = :owner",
        owner=owner,
        key_id=key_id,
        pem=pem,
    )
