from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "gongkai.decisions"
    verbose_name = "重大行政决策"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.decisions.measures import MEASURES
        from gongkai.decisions.models import Decision
        from gongkai.obligations import measures
        from gongkai.progress import subjects

        measures.register(MEASURES)
        kinds.register(
            {
                "decision_catalogue.adopted": "收录决策事项目录",
                "decision.unit_linked": "承办单位对应到名录",
                "decision_catalogue.amended": "更正决策事项目录",
                "decision.amended": "更正决策事项",
                "decision.added": "更正时补入决策事项",
            },
            subjects={"decision_catalogue": "决策事项目录", "decision": "决策事项"},
        )
        subjects.register(
            Decision.act_subject,
            "决策事项",
            subjects.rows_of(
                Decision,
                "portal:decision",
                lambda row: (row.name, row.catalogue.document, [row.uid]),
                "catalogue__document",
            ),
        )
