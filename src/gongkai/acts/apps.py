from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "gongkai.acts"
    verbose_name = "留痕"
