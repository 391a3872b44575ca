from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "gongkai.projects"
    verbose_name = "重点项目"

    def ready(self) -> None:
        from gongkai.acts import kinds
        from gongkai.progress import subjects
        from gongkai.projects.models import Project

        kinds.register(
            {
                "project_list.adopted": "收录重点项目清单",
                "project_list.amended": "更正重点项目清单",
                "project.amended": "更正重点项目",
                "project.added": "更正时补入重点项目",
            },
            subjects={"project_list": "项目清单", "project": "重点项目"},
        )
        subjects.register(
            Project.act_subject,
            "重点项目",
            subjects.rows_of(
                Project,
                "portal:project",
                lambda row: (row.name, row.list.document, [row.uid]),
                "list__document",
            ),
        )
