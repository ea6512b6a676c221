"""What tests of the reporting pages may ask for."""

import pytest

from accounts.models import User


@pytest.fixture
def as_(client, reference):
    """Sign in as one of the demonstration's people: `as_("lead")` is the client."""

    def sign_in(name):
        client.force_login(User.objects.get(email=f"{name}@demo.example"))
        return client

    return sign_in
