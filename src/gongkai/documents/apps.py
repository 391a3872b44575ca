from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "gongkai.documents"
    verbose_name = "政务信息"

    def ready(self) -> None:
        """Name the room's acts and register its projection."""
        from gongkai.acts import kinds, projections
        from gongkai.documents.models import Document
        from gongkai.documents.projections import project_document

        kinds.register(
            {
                "document.registered": "收录公文",
                "document.published": "在门户发布公文",
                "document.withdrawn": "从门户撤回公文",
                "document.issuer_linked": "将发文机关对应到机关名录",
            },
            subjects={"document": "公文"},
        )
        projections.register(Document, project_document)
