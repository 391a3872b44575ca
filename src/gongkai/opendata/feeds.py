"""Atom feeds of what was published: documents, those of one kind, issues of the gazette."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from gongkai import clock
from gongkai.documents.filters import DocumentFilter
from gongkai.documents.models import Document
from gongkai.documents.questions import KIND_NAMES, in_force, listed
from gongkai.gazettes.models import Issue
from gongkai.gazettes.questions_public import issues
from gongkai.opendata.questions import last_changed
from gongkai.opendata.records.base import is_demo
from gongkai.progress.models import Commitment, Said
from gongkai.progress.questions import listed as commitments
from gongkai.rules.rhythms import named

NEWEST = 50
DEMO = "演示"


class _Atom(Atom1Feed):
    """Atom 1.0; a feed with nothing in it was updated now, by the one clock."""

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else clock.now()


class _Published(Feed):
    """What both feeds and their entries have alike."""

    feed_type = _Atom
    language = "zh-CN"

    def author_name(self) -> str:
        """RFC 4287 wants an author: the site's name, or what stands in its place in the titles."""
        return settings.SITE_FACTS["name"] or "政府信息公开"

    def item_guid(self, item: Document | Issue | Commitment) -> str:
        return f"urn:uuid:{item.uid}"

    def item_title(self, item: Any) -> str:
        return f"【{DEMO}】{item}" if is_demo(item.is_demo) else str(item)

    def item_categories(self, item: Document | Issue | Commitment) -> list[str]:
        return [DEMO] if is_demo(item.is_demo) else []

    def item_pubdate(self, item: Any) -> dt.datetime | None:
        found: dt.datetime | None = item.published_at
        return found


class DocumentsFeed(_Published):
    """The newest documents, of one kind where the address names one."""

    def get_object(self, request: HttpRequest, kind: str = "") -> str:
        if kind and kind not in KIND_NAMES:
            raise Http404
        return kind

    def title(self, kind: str) -> str:
        return KIND_NAMES.get(kind, "政府文件")

    def link(self, kind: str) -> str:
        return reverse("portal:documents") + (f"?kind={kind}" if kind else "")

    def feed_url(self, kind: str) -> str:
        return (
            reverse("opendata:feed-kind", args=[kind])
            if kind
            else reverse("opendata:feed-documents")
        )

    def subtitle(self, kind: str) -> str:
        return f"最近发布的{self.title(kind)}"

    def items(self, kind: str) -> QuerySet[Document]:
        found = listed(DocumentFilter(kind=kind)).annotate(changed=last_changed())
        return found.order_by("-published_at", "-id")[:NEWEST]

    def item_updateddate(self, item: Any) -> dt.datetime | None:
        """When it was last amended, or published."""
        found: dt.datetime | None = item.changed
        return found

    def item_link(self, item: Document) -> str:
        return reverse("portal:document", args=[item.uid])

    def item_description(self, item: Document) -> str:
        facts = (item.doc_number, item.issuer_text, item.written_on)
        return escape("　".join(str(fact) for fact in facts if fact))

    def item_author_name(self, item: Document) -> str | None:
        return item.issuer_text or None

    def item_categories(self, item: Any) -> list[str]:
        return [KIND_NAMES.get(item.kind, item.kind), *super().item_categories(item)]


class ProgressFeed(_Published):
    """The newest progress of what was promised in public: one entry for each commitment."""

    title = "执行公开"
    subtitle = "公开承诺事项最近报送的进展"

    def link(self) -> str:
        return reverse("portal:progress")

    def feed_url(self) -> str:
        return reverse("opendata:feed-progress")

    def items(self) -> QuerySet[Any]:
        return commitments().filter(latest_at__isnull=False)[:NEWEST]

    def item_pubdate(self, item: Any) -> dt.datetime | None:
        found: dt.datetime | None = item.latest_at
        return found

    def item_updateddate(self, item: Any) -> dt.datetime | None:
        return self.item_pubdate(item)

    def item_link(self, item: Commitment) -> str:
        return reverse("portal:commitment", args=[item.uid])

    def item_description(self, item: Any) -> str:
        period = named(item.latest_period)
        told = (period.words if period else "", Said(item.latest_said).label, item.latest_progress)
        return escape("　".join(part for part in told if part))

    def item_author_name(self, item: Commitment) -> str:
        return item.unit.name


class GazettesFeed(_Published):
    """The newest issues of the gazette."""

    title = "政府公报"
    subtitle = "最近发布的政府公报"

    def link(self) -> str:
        return reverse("portal:gazettes")

    def feed_url(self) -> str:
        return reverse("opendata:feed-gazettes")

    def items(self) -> QuerySet[Any]:
        newest = Max("entries__document__published_at", filter=in_force("entries__document"))
        return issues().annotate(published_at=newest).order_by("-published_at", "-id")[:NEWEST]

    def item_updateddate(self, item: Any) -> dt.datetime | None:
        return self.item_pubdate(item)

    def item_link(self, item: Issue) -> str:
        return reverse("portal:gazette", args=[item.uid])

    def item_description(self, item: Any) -> str:
        return f"{item.documents} 件公文"
