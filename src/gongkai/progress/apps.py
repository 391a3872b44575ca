from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "gongkai.progress"
    verbose_name = "执行公开"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.documents.models import Document
        from gongkai.obligations import measures, rules
        from gongkai.obligations.rules import Rule
        from gongkai.organs.policy import Action
        from gongkai.progress import obligations, projections, subjects
        from gongkai.progress.measures import MEASURES

        measures.register(MEASURES)
        kinds.register(
            {
                "commitment.made": "登记公开承诺事项",
                "commitment.amended": "更正公开承诺事项",
                "commitment.ended": "结束公开承诺事项",
                "commitment.reported": "报送本期进展",
                "commitment.corrected": "更正已报送的进展",
                "commitment.concealed": "不再公开更正前的文字",
            },
            subjects={"commitment": "公开承诺事项"},
        )
        projections.register()
        subjects.register(
            Document.act_subject,
            "公文",
            subjects.rows_of(Document, "portal:document", lambda row: (row.title, row, [row.uid])),
        )
        rules.register(
            {
                obligations.RULE: Rule(
                    "执行公开",
                    "年度政务公开工作要点：公开承诺事项的工作进展、取得成效、后续举措",
                    place="desk:progress-report",
                    todo="报送本期进展",
                    right=Action.REPORT_PROGRESS,
                    look="desk:progress-one",
                    done="按期报送本期工作进展、取得成效、后续举措",
                )
            }
        )
