from django.apps import AppConfig


class GazettesConfig(AppConfig):
    name = "gongkai.gazettes"
    verbose_name = "政府公报"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.gazettes import places, projections
        from gongkai.ledger import places as ledger_places

        kinds.register(
            {
                "batch.received": "上传公报文件，等候后台识读",
                "batch.queued": "重新识读公报文件",
                "batch.called_off": "取消识读，删除上传的文件",
                "batch.imported": "上传并识读公报文件",
                "batch.published": "发布审核批次",
                "batch.compared": "更正件与已发布内容重新对照",
                "gazette_issue.published": "发布一期公报",
                "gazette_issue.amended": "按更正件更正一期公报",
                "item.accepted": "采纳",
                "item.corrected": "更正",
                "item.rejected": "剔除",
                "item.reopened": "重新审核",
            },
            subjects={"batch": "审核批次", "draft_item": "识读条目", "gazette_issue": "公报"},
        )
        projections.register()
        ledger_places.register(places.place_of_task)
