"""The name of an account, which inputs may have beside a vendor."""

from typing import Any

import strawberry

from graph.schema.input_fields import input_field
from models.bounds import VENDOR_ID

ACCOUNT = "The name of the account at the vendor. The default is the first account there."


def account_name() -> Any:
    """The field `account`."""
    return input_field(default=strawberry.UNSET, characters=VENDOR_ID, description=ACCOUNT)
