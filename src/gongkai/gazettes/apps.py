from django.apps import AppConfig


class GazettesConfig(AppConfig):
    name = "gongkai.gazettes"
    verbose_name = "政府公报"
