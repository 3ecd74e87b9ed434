"""Objects are made of columns with all their keys at once, in order."""

import pytest

from graph.operations.plans.row_makers import row_maker


def test_objects_have_the_keys_in_their_order() -> None:
    made = row_maker(("b", "a", "__typename"))([[1, 2], ["x", None], ("Row", "Row")])
    assert made == [{"b": 1, "a": "x", "__typename": "Row"}, {"b": 2, "a": None, "__typename": "Row"}]
    assert list(made[0]) == ["b", "a", "__typename"]


def test_an_object_may_have_one_key() -> None:
    assert row_maker(("id",))([[1, 2]]) == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize("key", ["class", "value_0", "columns", "zip", "a'b", 'a"b', "a\\", "{0}", "\n"])
def test_a_key_is_a_text_whatever_is_in_it(key: str) -> None:
    assert row_maker((key, "other"))([[1], [2]]) == [{key: 1, "other": 2}]


def test_each_operation_has_objects_of_its_own() -> None:
    maker = row_maker(("id",))
    assert maker([[1]])[0] is not maker([[1]])[0]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        row_maker(("a", "b"))([[1, 2], [1]])
