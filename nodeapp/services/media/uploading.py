"""Uploading: a file comes in piece by piece, is known by its beginning, and looked at before anybody sees it."""

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.decoding import Made, Refused
from nodeapp.model.errors import NotSignedIn, TooLarge, TooMany, Unavailable, bad
from nodeapp.model.file_types import HEAD_BYTES
from nodeapp.model.forms import NAMES, Form, form_of
from nodeapp.model.ids import AccountId, MediaId
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media, MediaPurpose
from nodeapp.model.uploads import Focus, check_alt
from nodeapp.queries import media, media_files, media_tasks
from nodeapp.seams.blobs import Keeping, Sink
from nodeapp.seams.database import Transaction
from nodeapp.services.media.making import Making, Stored, focus_of, kind_of, refused
from nodeapp.services.media.verbs import KEY_BYTES

ARRIVED = "arrived"
_MIB = 1_048_576
_BUSY = "You are uploading several files at this moment. Wait until one of them is there."


class Upload:
    """A file on its way in. What it is called elsewhere nobody says here, and nobody asks (W07)."""

    def __init__(self, keeping: Keeping, limits: Limits, field: str) -> None:
        self.keeping = keeping
        self.field = field
        """What whoever sends it calls it."""
        self._limits = limits
        self._opened = AsyncExitStack()
        self._sink: Sink | None = None
        self._head = b""
        self._form: Form | None = None
        self._bytes = 0

    @property
    def is_empty(self) -> bool:
        return not self._bytes

    async def write(self, piece: bytes) -> None:
        """Raises BadInput as soon as it is clear that this is not taken here, TooLarge when it is too much of it."""
        if self._sink is None:
            self._sink = await self._opened.enter_async_context(self.keeping.file(ARRIVED))
        self._bytes += len(piece)
        if self._form is None:
            self._head += piece
            if len(self._head) >= HEAD_BYTES:
                self._know()
        if self._form is not None:
            _check_size(self._form, self._bytes, self._limits)
        await self._sink.write(piece)

    async def end(self) -> Form:
        """All of it has come; what it is."""
        form = self._form or self._know()
        _check_size(form, self._bytes, self._limits)
        await self.close()
        return form

    async def close(self) -> None:
        await self._opened.aclose()

    async def digest(self) -> bytes:
        """The SHA-256 of what came."""
        await self.end()
        return await self.keeping.digest(ARRIVED)

    def _know(self) -> Form:
        if not self._head:
            raise bad(self.field, "missing", "Send a file.")
        form = form_of(self._head)
        if form is None:
            raise bad(self.field, "unsupported", f"This kind of file is not taken here. These are: {NAMES}.")
        self._form, self._head = form, b""
        return form


class Uploading(Making):
    @asynccontextmanager
    async def receiving(self, viewer: Viewer, field: str = "file") -> AsyncIterator[Upload]:
        """Room for one file; what was not made into anything is gone afterwards.

        Raises TooMany where this account uploads enough already.
        """
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        with self._place(viewer.id):
            async with self.blobs.keeping() as keeping:
                arriving = Upload(keeping, self.limits, field)
                try:
                    yield arriving
                finally:
                    await arriving.close()

    async def upload(self, viewer: Viewer, arrived: Upload, alt: str = "", focus: Focus | None = None) -> Media:
        """What came, ready to be shown, or waiting where the worker has much to do. Raises BadInput."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        form, alt = await arrived.end(), check_alt(alt, self.limits)
        x, y = focus or (None, None)
        fresh = replace(self._new(viewer.id, form, "tweet"), alt=alt, focus_x=x, focus_y=y)
        stored = await self._looked_at(arrived.keeping, fresh, form)
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await media.insert(tx, stored.media)
            await media_files.store(tx, stored.files)
            if stored.media.state == "waiting":
                await media_tasks.add(tx, stored.media.id, "look", now_ms)
            elif self._is_streamed(stored.media):
                await media_tasks.add(tx, stored.media.id, "stream", now_ms)

        await self.database.write(work)
        self.bell.ring()
        return stored.media

    def _new(self, account_id: AccountId, form: Form, purpose: MediaPurpose) -> Media:
        now_ms = self.clock()
        return Media(
            id=MediaId(self.ids.next(now_ms)),
            account_id=account_id,
            kind=kind_of(form),
            state="waiting",
            mime=form.mime,
            purpose=purpose,
            file_key=base64.urlsafe_b64encode(self.random.secret(KEY_BYTES)).decode(),
            created_at_ms=now_ms,
        )

    async def _looked_at(self, keeping: Keeping, fresh: Media, form: Form) -> Stored:
        task = self._looking(form, str(keeping.folder / ARRIVED), str(keeping.folder), focus_of(fresh))
        if task is None:
            return await self._as_it_came(keeping, fresh, ARRIVED)
        try:
            answer = await self.decoder.done(task, self.limits.media_wait_seconds)
        except Unavailable:
            return await self._as_waiting(keeping, fresh, ARRIVED)
        match answer:
            case Made():
                return await self._shown(keeping, fresh, answer)
            case Refused():
                raise refused(answer)

    @contextmanager
    def _place(self, account_id: AccountId) -> Iterator[None]:
        arriving = self._arriving.get(account_id, 0)
        if arriving >= self.limits.uploads_at_once_per_account_max:
            raise TooMany(_BUSY, retry_after_seconds=5)
        self._arriving[account_id] = arriving + 1
        try:
            yield
        finally:
            self._arriving[account_id] -= 1
            if not self._arriving[account_id]:
                del self._arriving[account_id]


def bytes_max(form: Form, limits: Limits) -> int:
    match form.family:
        case "picture":
            return limits.picture_bytes_max
        case "film":
            return limits.film_bytes_max
        case "sound":
            return limits.sound_bytes_max


def _check_size(form: Form, size: int, limits: Limits) -> None:
    if size > (most := bytes_max(form, limits)):
        raise TooLarge(f"A {form.family} has at most {most / _MIB:g} MiB here.")
