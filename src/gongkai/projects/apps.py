from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "gongkai.projects"
    verbose_name = "重点项目"

    def ready(self) -> None:
        from gongkai.acts import kinds

        kinds.register(
            {"project_list.adopted": "收录重点项目清单"},
            subjects={"project_list": "项目清单", "project": "重点项目"},
        )
