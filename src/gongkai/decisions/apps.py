from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "gongkai.decisions"
    verbose_name = "重大行政决策"

    def ready(self) -> None:
        from gongkai.acts import kinds

        kinds.register(
            {
                "decision_catalogue.adopted": "收录决策事项目录",
                "decision.unit_linked": "承办单位对应到名录",
            },
            subjects={"decision_catalogue": "决策事项目录", "decision": "决策事项"},
        )
