"""Accounts as ActivityPub actors, both ways."""

import msgspec

from federation.errors import BadSignature, Malformed
from federation.jsonld import authority_of, same_authority
from federation.keys import PublicKey
from federation.vocabulary import ActorDocument, ActorKey, ActorOut
from federation.vocabulary import Field as FieldOut
from nodeapp.bridge import html
from nodeapp.model import text
from nodeapp.model.accounts import Account, Field, ForeignAccount, is_foreign_username
from nodeapp.model.file_types import by_ending
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin

INSTANCE_NAME = "node"
"""The instance actor's name; nobody can register it."""

_fields = msgspec.json.Decoder(tuple[Field, ...])


def host_of(uri: str) -> str:
    """What handles end in: the host, with its port where that is not 443. Raises Malformed."""
    return authority_of(uri).removesuffix(":443")


def account_uri(account: Account, origin: Origin) -> str:
    return account.uri or origin.account_uri(account.id)


def full_handle(account: Account, origin: Origin) -> str:
    return f"@{account.username}@{account.host or origin.host}"


def foreign_account(document: ActorDocument, host: str, limits: Limits, now_ms: int) -> ForeignAccount:
    """Clean and cut to our limits; `host` is what its handle ends in. Raises Malformed.

    Its inbox must be on its own host, or one account could have us deliver to anybody; a shared inbox elsewhere is
    not used.
    """
    if not is_foreign_username(document.preferred_username):
        raise Malformed("The actor has no usable name.")
    if not same_authority(document.inbox, document.id):
        raise Malformed("The actor's inbox is on another host.")
    shared = document.shared_inbox if same_authority(document.shared_inbox or "", document.id) else None
    key = _believed(document)
    return ForeignAccount(
        uri=document.id,
        username=document.preferred_username,
        host=host,
        url=document.url,
        inbox_url=document.inbox,
        shared_inbox_url=shared,
        outbox_url=document.outbox,
        followers_url=document.followers,
        featured_url=document.featured,
        public_key_id=key.id if key else None,
        public_key_pem=key.pem if key else None,
        display_name=text.one_line(document.name or "")[: limits.remote_name_characters_max],
        bio_html=html.sanitised(document.summary_html or "", limits.remote_bio_characters_max),
        avatar_url=document.icon_url,
        cover_url=document.image_url,
        fields=tuple(
            _foreign_field(field.name, field.value_html, limits)
            for field in document.fields[: limits.profile_fields_max]
        ),
        bot=document.type in ("Service", "Application"),
        locked=document.manually_approves_followers,
        discoverable=document.discoverable,
        indexable=document.indexable,
        created_at_ms=min(max(document.published_ms or now_ms, 0), now_ms),
    )


def actor_out(account: Account, public_pem: str, origin: Origin) -> ActorOut:
    uri = origin.account_uri(account.id)
    return ActorOut(
        id=uri,
        type="Service" if account.bot else "Person",
        preferred_username=account.username,
        name=account.display_name or account.username,
        summary_html=_linked(account.bio, origin),
        url=origin.profile_url(account.username),
        inbox=f"{uri}/inbox",
        shared_inbox=origin.shared_inbox_url,
        outbox=f"{uri}/outbox",
        followers=origin.followers_uri(account.id),
        following=f"{uri}/following",
        featured=f"{uri}/featured",
        key_id=origin.key_id(account.id),
        public_key_pem=public_pem,
        icon_url=origin.own_url(account.avatar_url),
        icon_media_type=by_ending(account.avatar_url or ""),
        image_url=origin.own_url(account.cover_url),
        image_media_type=by_ending(account.cover_url or ""),
        manually_approves_followers=account.locked,
        discoverable=account.discoverable,
        indexable=account.indexable,
        published_ms=account.created_at_ms,
        fields=[
            FieldOut(field.name, _linked(field.value, origin).removeprefix("<p>").removesuffix("</p>"))
            for field in _fields.decode(account.fields)
        ],
        webfinger=f"{account.username}@{origin.host}",
    )


def instance_out(public_pem: str, origin: Origin) -> ActorOut:
    return ActorOut(
        id=origin.actor_uri,
        type="Application",
        preferred_username=INSTANCE_NAME,
        name=origin.host,
        url=origin.url,
        inbox=origin.shared_inbox_url,
        shared_inbox=origin.shared_inbox_url,
        key_id=f"{origin.actor_uri}#main-key",
        public_key_pem=public_pem,
        webfinger=f"{INSTANCE_NAME}@{origin.host}",
    )


def _linked(words: str, origin: Origin) -> str:
    """Names in a profile stay words: nobody is told of them."""
    return text.to_html(words, lambda _: None, origin.tag_url)


def _foreign_field(name: str, value_html: str, limits: Limits) -> Field:
    most = limits.profile_field_characters_max
    clean = html.sanitised(value_html, 4 * most)
    return Field(name=text.one_line(name)[:most], value=html.plain(clean)[:most], value_html=clean)


def _believed(document: ActorDocument) -> ActorKey | None:
    """The actor's key where it is its own and of a kind we can use."""
    key = document.public_key
    if key is None or key.owner != document.id or not same_authority(key.id, document.id):
        return None
    try:
        _ = PublicKey(key.id, key.owner, key.pem).rsa
    except BadSignature:
        return None
    return key
