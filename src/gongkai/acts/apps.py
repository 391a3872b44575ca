from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "gongkai.acts"
    verbose_name = "留痕"

    def ready(self) -> None:
        from gongkai.acts import characters

        characters.guard_forms()
