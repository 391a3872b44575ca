from django.forms.renderers import DjangoTemplates


class DeskRenderer(DjangoTemplates):
    """Sets every form: a summary of the errors, then label, help, error and control."""

    form_template_name = "desk/forms/form.html"
    field_template_name = "desk/forms/field.html"
