from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "gongkai.opendata"
    verbose_name = "数据开放"
