"""Whatever people do in whatever order, the numbers kept with rows and the homes served are those of a recount."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from nodeapp.model.accounts import Profile
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from tests.exactness import check
from tests.integration.village import HERE, Village, anybody, seen, somebody_here, which
from tests.multiplied import multiplied


class Remembering(Village):
    """The same with everything that is read kept in memory: after every step every home is compared."""

    memory = True

    @invariant()
    def homes_are_those_of_brute_force(self):
        for name in HERE:
            self.read_home(name)

    @invariant()
    def memory_is_what_the_database_has(self):
        self.run(check(self.node.memory, self.node.database))

    @rule(name=anybody, reader=somebody_here, limit=st.integers(1, 5))
    def read_profile(self, name, reader, limit):
        """Whose tweets are not pushed is merged into homes from here on."""
        me, target = self.viewer(self.oracle.people[reader]), self.oracle.people[name]
        if not target.gone:
            self.compare(lambda one: one.by_author(me, target.id, Window(limit), frozenset({"retweets"})))
            self.compare(lambda one: one.by_author(me, target.id, Window(limit), frozenset({"replies"})))

    @rule(reader=somebody_here, limit=st.integers(1, 5))
    def read_what_is_public(self, reader, limit):
        me = self.viewer(self.oracle.people[reader])
        self.compare(lambda one: one.public(me, Window(limit)))
        self.compare(lambda one: one.local(me, Window(limit)))

    @rule(reader=somebody_here, limit=st.integers(1, 5))
    def page_through_home(self, reader, limit):
        me = self.viewer(self.oracle.people[reader])
        part = Window(limit)
        while (page := self.compare(lambda one, part=part: one.home(me, part))).has_more:
            part = Window(limit, before=page.cursor)

    @rule(name=somebody_here, bio=st.sampled_from(("", "short", "long" * 100)))
    def tell_of_oneself(self, name, bio):
        self.told(True, self.node.accounts.edit(self.viewer(self.person(name)), Profile(bio=bio)))

    def compare(self, read):
        """A page as it is served, which must be the one that the database gives."""
        self.run(self.node.fanout.catch_up())
        served, pulled = self.run(read(self.node.timelines)), self.run(read(self.node.cold))
        assert [seen(view) for view in served.items] == [seen(view) for view in pulled.items]
        assert (served.cursor, served.newest, served.has_more) == (pulled.cursor, pulled.newest, pulled.has_more)
        return served


class Forgetful(Remembering):
    """With memories too small for all of it, that are lost now and then."""

    limits = Limits(
        reader_connections=1,
        cards_bytes_max=12_000,
        seats_max=3,
        home_ids_max=4,
        home_ids_first=2,
        seat_marks_max=1,
        fanout_pull_from=2,
        walls_in_memory_max=2,
    )

    @rule()
    def lose_everything(self):
        self.node.memory.forget()

    @rule(name=somebody_here)
    def leave_seat(self, name):
        self.node.memory.seats.leave(self.oracle.people[name].id)

    @rule(place=which)
    def lose_a_card(self, place):
        ids = self.node.memory.deck.ids()
        self.node.memory.deck.drop(ids[-1 - place % len(ids) :][:1] if ids else ())


def bounded(examples):
    """So many stories of so many steps that the whole file takes less than a minute."""
    return settings(
        max_examples=multiplied(examples),
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestCounts = Village.TestCase
TestCounts.settings = bounded(40)
TestRemembering = Remembering.TestCase
TestRemembering.settings = bounded(60)
TestForgetful = Forgetful.TestCase
TestForgetful.settings = bounded(80)
