"""Spaces as they travel, and what is not of them."""

from __future__ import annotations

import numpy as np
import pytest
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.spaces import SpaceFault, layout_of, rows_of
from gaitway_envs.spec import wire_space
from gaitway_envs.toys.every_space import every_space
from gymnasium import spaces


def layout(space):
    return layout_of(space, "observation", {}, {})


def round_trip(space, value):
    made = layout(space)
    rows = rows_of(made.leaves, 1)
    for leaf, part, out in zip(made.leaves, made.take(value), rows, strict=True):
        leaf.put(part, out[0, ...])
        assert leaf.first_outside(out) is None
    return made.join([leaf.get(out[0, ...]) for leaf, out in zip(made.leaves, rows, strict=True)])


def test_every_space_comes_back_as_it_went():
    space = every_space()
    space.seed(3)
    for _ in range(50):
        value = space.sample()
        back = round_trip(space, value)
        assert space.contains(back)
        np.testing.assert_equal(back, value)


def test_leaves_are_in_depth_first_order_with_their_paths():
    paths = [leaf.path for leaf in layout(every_space()).leaves]
    assert paths == sorted(paths), "Gymnasium sorts the keys of a Dict"
    assert [path for path in paths if "pair" in path] == ["observation.pair.0", "observation.pair.1.deep"]


def test_a_space_is_described_with_its_bounds():
    said = wire_space(
        layout(spaces.Box(np.array([-1.0, -2.0]), np.array([1.0, np.inf]), dtype=np.float64))
    ).box
    assert np.frombuffer(said.low).tolist() == [-1, -2]
    assert np.frombuffer(said.high).tolist() == [1, np.inf]
    assert len(wire_space(layout(spaces.Box(-1, 1, (5,), np.float32))).box.low) == 8
    discrete = wire_space(layout(spaces.Discrete(4, start=-2))).discrete
    assert (discrete.count, discrete.start) == (4, -2)
    multi = wire_space(
        layout(spaces.MultiDiscrete([[2, 3], [4, 5]], start=[[0, -1], [10, 0]]))
    ).multi_discrete
    assert (list(multi.shape), list(multi.counts), list(multi.starts)) == (
        [2, 2],
        [2, 3, 4, 5],
        [0, -1, 10, 0],
    )


def test_an_infinite_bound_admits_no_infinite_value():
    (leaf,) = layout(spaces.Box(np.array([0.0] * 40), np.array([np.inf] * 40), dtype=np.float64)).leaves
    row = np.zeros((2, 40))
    assert leaf.first_outside(row) is None
    for bad in (np.inf, np.nan, -1.0):
        row[1, 7] = bad
        outside = leaf.first_outside(row)
        assert (outside.row, outside.element) == (1, 7)


@pytest.mark.parametrize("count", [1, 100])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "uint16", "int64"])
def test_the_quick_look_and_the_close_one_agree(count, dtype):
    (leaf,) = layout(spaces.Box(1, 5, (3,), np.dtype(dtype))).leaves
    rows = np.full((count, 3), 5, dtype)
    assert leaf.first_outside(rows) is None
    rows[-1, 2] = 6
    outside = leaf.first_outside(rows)
    assert (outside.row, outside.element, outside.value) == (count - 1, 2, 6)
    rows[-1, 2] = 0
    assert leaf.first_outside(rows).value == 0


def test_an_image_has_no_bounds_to_be_checked():
    (leaf,) = layout(spaces.Box(0, 255, (8, 8, 3), np.uint8)).leaves
    assert leaf.low is None
    assert leaf.first_outside(np.full((1, 8, 8, 3), 255, np.uint8)) is None


@pytest.mark.parametrize(
    ("space", "value", "said"),
    [
        (spaces.Box(0, 1, (2,), np.float32), np.zeros(2), "expected float32 [2], got float64 [2]"),
        (
            spaces.Box(0, 1, (2,), np.float32),
            np.zeros(3, np.float32),
            "expected float32 [2], got float32 [3]",
        ),
        (spaces.Discrete(3), 1.0, "expected int64 [], got float64 []"),
        (spaces.Discrete(3), "left", "expected int64 []"),
        (spaces.MultiBinary(2), np.array([0, 2], np.int8), "expected zeros and ones, got [0, 2]"),
        (spaces.Text(3), "four", "expected 1 to 3 characters, got 4"),
        (spaces.Text(3, charset="ab"), "abc", "expected characters of its set, got ['c']"),
        (
            spaces.Dict({"a": spaces.Discrete(2)}),
            {"b": 0},
            "expected a dict with the keys ['a'], got the keys ['b']",
        ),
        (spaces.Dict({"a": spaces.Discrete(2)}), 5, "got an int"),
        (spaces.Tuple([spaces.Discrete(2)]), (0, 1), "expected a tuple of 1, got 2"),
    ],
)
def test_a_value_of_another_form_is_refused_with_both(space, value, said):
    with pytest.raises(SpaceFault) as caught:
        round_trip(space, value)
    assert said in str(caught.value)
    assert str(caught.value).startswith("observation")


def test_a_space_that_cannot_travel_is_refused_with_those_that_can():
    with pytest.raises(
        EnvironmentUnavailable, match=r"observation\.deep is a Sequence space, which cannot travel"
    ):
        layout(spaces.Dict({"deep": spaces.Sequence(spaces.Discrete(2))}))
    with pytest.raises(EnvironmentUnavailable, match=r"a Box of float16"):
        layout(spaces.Box(0, 1, (2,), np.float16))


@pytest.mark.parametrize(
    ("given", "wanted", "fits"),
    [
        (np.float32, np.float64, True),
        (np.int32, np.int64, True),
        (np.uint8, np.float32, True),
        (np.float64, np.float32, False),
        (np.int64, np.int32, False),
        (np.float32, np.uint8, False),
    ],
)
def test_an_element_type_fits_where_every_value_of_it_can_be_kept(given, wanted, fits):
    [leaf] = layout(spaces.Box(0, 100, (2,), wanted)).leaves
    [row] = rows_of([leaf], 1)
    value = np.array([3, 4], given)
    if fits:
        leaf.put(value, row[0, ...])
        assert row[0].tolist() == [3, 4]
        return
    with pytest.raises(SpaceFault, match=f"expected {np.dtype(wanted).name}"):
        leaf.put(value, row[0, ...])
    assert row[0].tolist() == [0, 0]
