from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "gongkai.projects"
    verbose_name = "重点项目"
