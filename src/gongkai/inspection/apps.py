from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "gongkai.inspection"
    verbose_name = "监测"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.inspection import projections
        from gongkai.inspection.measures import MEASURES
        from gongkai.obligations import measures

        kinds.register({"host.checked": "检查域名"}, subjects={"host": "门户域名"})
        projections.register()
        measures.register(MEASURES)
