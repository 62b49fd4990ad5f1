"""Form controls beyond Django's own; every one works as a plain control when scripts do not run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise


class BigText(forms.Textarea):
    """A text area that starts at ``rows`` lines and grows with what is typed."""

    def __init__(self, rows: int = 4, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": rows, "class": "grows", **(attrs or {})})


class DateInput(forms.DateInput):
    """The browser's own picker; the server also reads 2026-11-21 and 11月21日."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own picker for hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker for a day and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class PhoneInput(forms.TextInput):
    """Opens the number pad of a phone and offers the person's own number."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", "maxlength": "20", **(attrs or {})})


class Numbers(forms.TextInput):
    """A quantity: number pad, figures to the right, and no scroll wheel that changes a typed value."""

    def __init__(self, decimals: bool = False, attrs: dict[str, Any] | None = None) -> None:
        mode = "decimal" if decimals else "numeric"
        super().__init__({"inputmode": mode, "class": "numbers", "autocomplete": "off", **(attrs or {})})


class Choices(forms.RadioSelect):
    """A few choices side by side, each as large as a finger; above seven use a select or a ComboBox."""

    template_name = "ui/widgets/choices.html"


class ManyChoices(forms.CheckboxSelectMultiple):
    """As :class:`Choices`, but any number of them."""

    template_name = "ui/widgets/choices.html"


class ComboBox(forms.Widget):
    """Type to search on the server and pick one.

    ``url`` answers ``?q=`` with JSON ``{"items": [{"id", "label", "hint"}]}``. What is sent is the id; when
    only text was typed (no script, nothing picked) it is ``"text:" + what was typed``, which the field may
    resolve or refuse with a sentence. ``label_for`` gives the words of a chosen id.
    """

    template_name = "ui/widgets/combo.html"

    def __init__(
        self,
        url: str | Promise = "",
        label_for: Callable[[Any], str] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.url = url
        self.label_for = label_for

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        picked, typed = value, ""
        if isinstance(value, str) and value.startswith("text:"):
            picked, typed = "", value.removeprefix("text:")
        elif value not in (None, ""):
            typed = self.label_for(value) if self.label_for else str(value)
        context["widget"] |= {"url": self.url, "picked": "" if picked is None else picked, "typed": typed}
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:  # noqa: ARG002
        picked, typed = data.get(name), (data.get(f"{name}__text") or "").strip()
        if picked:
            return picked
        return f"text:{typed}" if typed else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002
        return name not in data and f"{name}__text" not in data

    def id_for_label(self, id_: str) -> str:
        return id_


class PhotoInput(forms.FileInput):
    """Photos from the camera or the album, shrunk on the phone before they are sent.

    ``most`` is how many may be sent together; read them with ``request.FILES.getlist(name)`` or a
    :class:`PhotoField`, whose value is a list.
    """

    template_name = "ui/widgets/photo.html"
    allow_multiple_selected = True

    def __init__(self, most: int = 3, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "multiple": most > 1, **(attrs or {})})
        self.most = most

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["most"] = self.most
        return context

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:  # noqa: ARG002
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotoField(forms.FileField):
    """A list of uploaded photos, at most ``most``; optional unless said otherwise."""

    def __init__(self, *, most: int = 3, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PhotoInput(most=most))
        super().__init__(required=required, **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        from django.utils.translation import gettext as _

        files = [item for item in (data or []) if item]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(
                _("一次最多选%(most)d张照片。"), code="most", params={"most": self.most}
            )
        return [super(PhotoField, self).clean(item, initial) for item in files]
