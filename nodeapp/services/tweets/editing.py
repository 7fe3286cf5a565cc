"""Editing: other words, pictures and questions for a tweet that is there, and what it was is kept."""

from collections.abc import Sequence

from msgspec.structs import replace

from nodeapp.model import text
from nodeapp.model.accounts import ForeignAccount, Viewer
from nodeapp.model.edits import Edit, MediaChange, redrafted, says_the_same, version_of
from nodeapp.model.errors import Forbidden, NotFound, NotSignedIn, bad
from nodeapp.model.events import TweetEdited
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Poll, PollDraft, asked, asks_the_same
from nodeapp.model.tweets import Draft, Tweet, checked
from nodeapp.model.uploads import check_alt, check_attached, check_focus, check_list
from nodeapp.model.views import TweetView
from nodeapp.model.visibility import is_open
from nodeapp.queries import (
    accounts,
    event_log,
    media,
    media_tasks,
    once_named,
    polls,
    tweet_media,
    tweets,
    versions,
    views,
)
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.naming import Naming


class Editing(Naming):
    async def edit(self, viewer: Viewer, tweet_id: TweetId, edit: Edit) -> TweetView:
        """One's own only. Where nothing is another afterwards, nothing is kept and nobody is told.

        Who may see it stays as it was: a narrow tweet goes to those whom it went to, whomever it names now (P02, P17).
        """
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        strangers = await self._newly_named(me, tweet_id, edit)
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetView | None:
            before = _own(await views.of_tweet(tx, me, tweet_id), tweet_id, me)
            for stranger in strangers:
                await accounts.upsert_foreign(tx, stranger, now_ms)
            await self._change(tx, before, edit, now_ms)
            return await views.of_tweet(tx, me, tweet_id)

        after = await self.database.write(work)
        if after is None:
            raise NotFound("There is no such tweet.")
        return after

    async def _newly_named(self, me: AccountId, tweet_id: TweetId, edit: Edit) -> Sequence[ForeignAccount]:
        """Nobody is asked who somebody is for an edit that will be refused, or that tells them nothing."""
        before = _own(await self.views.of_tweet(me, tweet_id), tweet_id, me)
        draft = self._redrafted(before, edit)
        return await self._strangers(draft.content) if is_open(before.tweet.visibility) else ()

    def _redrafted(self, before: TweetView, edit: Edit) -> Draft:
        """Raises BadInput for what breaks the rules of drafts."""
        ids = tuple(file.id for file in before.media) if edit.media_ids is None else edit.media_ids
        return checked(redrafted(before.tweet, ids, self._question(before.poll, edit), edit), self.limits)

    def _question(self, poll: Poll | None, edit: Edit) -> PollDraft | None:
        if edit.poll is not None or edit.drops_poll or poll is None:
            return edit.poll
        titles = tuple(option.title for option in poll.options)
        return PollDraft(options=titles, seconds=self.limits.poll_seconds_min, multiple=poll.multiple)

    async def _change(self, tx: Transaction, view: TweetView, edit: Edit, now_ms: int) -> None:
        tweet_id, tweet = view.tweet.id, view.tweet
        number = await versions.next_number(tx, tweet_id)
        before = version_of(tweet, number, view.media, view.poll)
        draft = self._redrafted(view, edit)
        files = await self._arrange(tx, tweet, view.media, edit, now_ms)
        poll = await _ask(tx, tweet_id, view.poll, edit, draft.poll, now_ms)
        revised = replace(
            tweet,
            content=draft.content,
            content_warning=draft.content_warning,
            sensitive=draft.sensitive,
            language=draft.language,
            edited_at_ms=max(now_ms, (tweet.edited_at_ms or tweet.created_at_ms) + 1),
        )
        # A poll that starts anew is another one, even where its options read the same.
        if poll is view.poll and says_the_same(before, version_of(revised, number, files, poll)):
            return
        await versions.keep(tx, before, self.limits)
        await tweets.revise(tx, revised)
        tags = text.hashtags(revised.content, self.limits.hashtag_characters_max)
        await tweets.insert_hashtags(tx, tweet_id, tags)
        if is_open(tweet.visibility):
            named = await self._mentioned(tx, revised)
            await once_named.remember(tx, tweet_id, named)
            await once_named.renew(tx, tweet_id, named)
        edited = TweetEdited(actor_id=tweet.author_id, subject_id=tweet_id, visibility=tweet.visibility)
        await event_log.append(tx, edited, now_ms)

    async def _arrange(
        self, tx: Transaction, tweet: Tweet, shown: Sequence[Media], edit: Edit, now_ms: int
    ) -> Sequence[Media]:
        """What shows with the tweet from now on, as it is described then."""
        files = {file.id: file for file in shown}
        ids = list(files)
        if edit.media_ids is not None and list(edit.media_ids) != ids:
            ids = list(edit.media_ids)
            check_list(ids, self.limits)
            found = await media.by_ids(tx, ids)
            check_attached(ids, found, tweet.author_id, self.limits, tweet.id)
            await tweet_media.arrange(tx, tweet.id, ids)
            files = {file.id: file for file in found}
        for change in edit.media:
            if change.id not in ids:
                raise bad("media", "not_found", "This file does not belong to the tweet.")
            files[change.id] = await self._describe(tx, files[change.id], change, now_ms)
        return [files[media_id] for media_id in ids]

    async def _describe(self, tx: Transaction, before: Media, change: MediaChange, now_ms: int) -> Media:
        after = before
        if change.alt is not None:
            after = replace(after, alt=check_alt(change.alt, self.limits))
        if change.focus is not None:
            x, y = check_focus(change.focus) or (None, None)
            after = replace(after, focus_x=x, focus_y=y)
        if after == before:
            return before
        await tweet_media.describe(tx, after)
        has_moved = (after.focus_x, after.focus_y) != (before.focus_x, before.focus_y)
        if has_moved and after.kind == "image" and after.state == "ready":
            await media_tasks.add(tx, after.id, "cut", now_ms)
        return after


def _own(view: TweetView | None, tweet_id: TweetId, me: AccountId) -> TweetView:
    # The id of a retweet opens the original, but a retweet has no words to change.
    if view is None or view.tweet.id != tweet_id:
        raise NotFound("There is no such tweet.")
    if view.tweet.author_id != me:
        raise Forbidden("Only its author can change a tweet.")
    return view


async def _ask(
    tx: Transaction, tweet_id: TweetId, before: Poll | None, edit: Edit, draft: PollDraft | None, now_ms: int
) -> Poll | None:
    """A poll that asks the same is left as it is, with its votes and its end; any other starts anew."""
    if draft is None:
        if before is not None and edit.drops_poll:
            await polls.remove(tx, tweet_id)
        return None
    poll = asked(tweet_id, draft, now_ms)
    if edit.poll is None or (before is not None and asks_the_same(before, poll)):
        return before
    await polls.revise(tx, tweet_id, poll)
    return poll
