from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "gongkai.projects"
    verbose_name = "重点项目"

    def ready(self) -> None:
        from gongkai.acts import kinds

        kinds.register(
            {
                "project_list.adopted": "收录重点项目清单",
                "project_list.amended": "更正重点项目清单",
                "project.amended": "更正重点项目",
                "project.added": "更正时补入重点项目",
            },
            subjects={"project_list": "项目清单", "project": "重点项目"},
        )
