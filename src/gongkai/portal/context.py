"""What every page needs: the site's facts, the demonstration's date, the columns."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gongkai.portal.navigation import NAVIGATION


def site(request: HttpRequest) -> dict[str, Any]:
    """Template context shared by portal and desk."""
    return {"site": settings.SITE_FACTS, "as_of": settings.AS_OF, "navigation": NAVIGATION}
