from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "gongkai.documents"
    verbose_name = "政务信息"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.documents import projections
        from gongkai.documents.measures import MEASURES
        from gongkai.obligations import measures, rules
        from gongkai.obligations.rules import Rule

        measures.register(MEASURES)
        kinds.register(
            {
                "document.registered": "收录公文",
                "document.published": "在门户发布公文",
                "document.withdrawn": "撤回公文",
                "document.amended": "更正公文",
                "document.issuer_linked": "发文机关对应到名录",
                "document.classified": "确定公文类别",
                "document.validity_marked": "标注公文效力",
                "document.cleaned_up": "登记清理结果",
            },
            subjects={"document": "公文"},
        )
        projections.register()
        rules.register(
            {
                "PD-01": Rule(
                    "主动公开", "《政府信息公开条例》第二十六条", done="在门户公开，未被撤回"
                )
            }
        )
