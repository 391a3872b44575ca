from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "gongkai.assessment"
    verbose_name = "考核通报"

    def ready(self) -> None:
        from gongkai.acts import kinds

        kinds.register({"bulletin.issued": "印发通报"}, subjects={"bulletin": "通报"})
