from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "gongkai.obligations"
    verbose_name = "待办"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.obligations import projections

        kinds.register(
            {
                "calendar.imported": "导入放假通知",
                "deadline.set": "确定期限",
                "deadline.recomputed": "按放假通知重算期限",
                "deadline.met": "期限内事项办结",
                "deadline.reopened": "期限内事项重新待办",
            },
            subjects={"calendar_notice": "放假通知", "deadline": "期限"},
        )
        projections.register()
