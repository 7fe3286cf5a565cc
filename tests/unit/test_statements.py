"""Sets in statements are taken apart, and only sets."""

import pytest

from nodeapp.backends.sqlite.statements import expand


def test_a_statement_without_sets_stays_as_it_is():
    assert expand("select :a", {"a": 1}) == ("select :a", {"a": 1})


def test_a_set_is_filled_up_to_a_size_that_is_prepared_anyway():
    sql, parameters = expand("select 1 where 1 in :ids and 2 = :idsx", {"ids": [7, 8, 9], "idsx": 2})

    assert sql == "select 1 where 1 in (:ids_0, :ids_1, :ids_2, :ids_3) and 2 = :idsx"
    assert parameters == {"ids_0": 7, "ids_1": 8, "ids_2": 9, "ids_3": 9, "idsx": 2}


def test_the_same_set_may_be_asked_for_twice():
    sql, _ = expand("select 1 where 1 in :ids or 2 not in :ids", {"ids": (1,)})

    assert sql == "select 1 where 1 in (:ids_0) or 2 not in (:ids_0)"


def test_an_empty_set_holds_nothing():
    assert expand("select 1 where 1 in :ids", {"ids": []}) == ("select 1 where 1 in ()", {})


def test_a_set_where_no_set_can_be_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="written `in :ids`"):
        expand("select :ids", {"ids": [1]})
