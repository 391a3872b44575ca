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
                "obligation.set": "确定期限",
                "obligation.recomputed": "按放假通知重算期限",
                "obligation.met": "期限内事项办结",
                "obligation.reopened": "期限内事项重新待办",
                "obligation.lifted": "不再承担此事项",
                "subscription.made": "生成日历订阅地址",
                "subscription.revoked": "撤销日历订阅地址",
            },
            subjects={"calendar_notice": "放假通知", "obligation": "应办事项"},
        )
        projections.register()
