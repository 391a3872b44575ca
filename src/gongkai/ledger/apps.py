from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "gongkai.ledger"
    verbose_name = "工作台账"

    def ready(self) -> None:
        from gongkai.acts import kinds

        kinds.register(
            {
                "plan.adopted": "收录工作要点和任务",
                "plan.units_linked": "责任单位对应到名录",
                "plan.amended": "更正工作要点",
                "plan.item_amended": "更正要点条目",
                "plan.item_added": "更正时补入要点条目",
                "task.amended": "更正工作任务",
                "task.added": "更正时补入工作任务",
            },
            subjects={"plan": "工作要点", "task": "工作任务", "duty": "任务事项"},
        )
