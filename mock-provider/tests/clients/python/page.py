"""What a person can do on a page: its forms, with their fields and buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form: hidden fields and ticked boxes in order, and the attributes of its inputs and buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    inputs: list[dict[str, str]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The forms of a page, and the text of each element that has a `data-testid`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.texts: dict[str, str] = {}
        self._form: Form | None = None
        self._test_id: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._test_id = found.get("data-testid")
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form and tag == "input":
            self._form.inputs.append(found)
            if _sent(found):
                self._form.fields.append((found["name"], found.get("value", "")))
        elif self._form and tag == "button":
            self._form.buttons.append(found)

    def handle_endtag(self, tag: str) -> None:
        self._test_id = None
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._test_id:
            self.texts[self._test_id] = data


def _sent(field: dict[str, str]) -> bool:
    """Hidden fields, what is chosen already, and every scope: people who approve tick them all."""
    kind, name = field.get("type"), field.get("name")
    return kind == "hidden" or "checked" in field or (kind, name) == ("checkbox", "scope")
