"""What bodies hold is bounded: of one caller, of one tenant, and in total; what is over is counted no longer."""

import pytest

from graph.operations.request import GraphQLRequest
from graph.serving.http.bodies import Bodies, Body, BodyLimits
from models.caller import Caller
from models.refusal import Overloaded

ADA, BO = Caller("north-clinic", "ada"), Caller("north-clinic", "bo")
CY = Caller("south-clinic", "cy")
LIMITS = BodyLimits(of_caller=1_000, of_tenant=1_500, in_total=2_000)


def test_a_caller_has_its_limit_and_others_go_on() -> None:
    bodies = Bodies(LIMITS)
    with Body(bodies, ADA) as one, Body(bodies, ADA) as two, Body(bodies, BO) as other:
        one.received(b"x" * 600)
        with pytest.raises(Overloaded):
            two.received(b"x" * 600)
        two.received(b"x" * 400)
        other.received(b"x" * 400)


def test_a_tenant_has_its_limit_and_the_gateway_too() -> None:
    bodies = Bodies(LIMITS)
    with Body(bodies, ADA) as one, Body(bodies, BO) as other, Body(bodies, CY) as of_south:
        one.received(b"x" * 1_000)
        with pytest.raises(Overloaded):
            other.received(b"x" * 600)
        other.received(b"x" * 500)
        with pytest.raises(Overloaded):
            of_south.received(b"x" * 600)
        of_south.received(b"x" * 500)


def test_what_is_over_is_counted_no_longer() -> None:
    bodies = Bodies(LIMITS)
    for _ in range(10):
        with Body(bodies, ADA) as body:
            body.received(b"x" * 900)
        with pytest.raises(Overloaded), Body(bodies, ADA) as refused:
            refused.received(b"x" * 2_000)


def test_values_count_as_what_they_take_when_they_are_decoded() -> None:
    with Body(Bodies(LIMITS), ADA) as body, pytest.raises(Overloaded):
        body.received(b"[" + b"[]," * 20 + b"[]]")


def test_a_request_forgets_what_its_operation_does_not_declare() -> None:
    asked = GraphQLRequest(query="", variables={"id": "a", "other": [[]] * 1_000}, extensions={"more": [1]})
    asked.forget_all_but(["id", "first"])
    assert asked.variables == {"id": "a"}
    assert asked.extensions is None
