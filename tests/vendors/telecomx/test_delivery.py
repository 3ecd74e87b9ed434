"""What may be done about a command that may or may not have arrived."""

import pytest

from models.command import CommandType, DeliveryGuarantee
from vendors.telecomx.delivery import DELIVERY


@pytest.mark.parametrize("type", [each for each in CommandType if each is not CommandType.UNKNOWN])
def test_every_command_that_can_be_sent_has_its_class(adapter, type):
    assert adapter.delivery(type) is DELIVERY[type]


@pytest.mark.parametrize("type", [CommandType.START_MEETING, CommandType.HANGUP, CommandType.UNKNOWN])
def test_what_begins_or_ends_a_call_is_never_sent_again(adapter, type):
    assert adapter.delivery(type) is DeliveryGuarantee.NOT_REPEATABLE


def test_nothing_is_taken_for_ours_because_the_vendors_list_shows_it():
    assert DeliveryGuarantee.QUERYABLE not in DELIVERY.values()
