"""The forms of the upload desk: what is handed over, and what its columns are read as."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone

from corpus.formats.columns import FIELDS, LEFT_OUT, mapping_fault
from corpus.formats.names import accepted
from corpus.prepare import default_date_fault

AUTO: Final = "auto"
LEAVE_OUT: Final = "leave out"
MOST_COLUMNS: Final = 200
MOST_FILES: Final = 1_000
_PATHS_CHARACTERS: Final = 2_000_000
_DASHED: Final = {"id": "id of the article", "html": "HTML", "url": "web address", "published": "date of publication"}
LABELS: Final = {field: _DASHED.get(field, field) for field in FIELDS}


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; empty files are let through, the ledger tells about them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list."""
        files = (data if isinstance(data, (list, tuple)) else [data]) or [None]
        cleaned = [super(FilesField, self).clean(each, initial) for each in files]
        return [each for each in cleaned if each]


class DefaultsForm(forms.Form):
    """What fills the gaps of records, and what finds their actors, locations and dates."""

    source = forms.CharField(max_length=200, required=False, help_text="Used only by records that name no source.")
    published = forms.CharField(
        max_length=40, required=False, help_text="Used only by records without a date: 2021, 2021-09 or 2021-09-05."
    )
    language = forms.CharField(max_length=16, required=False, help_text="Used only by records without one: en, fr, …")
    extractor = forms.ChoiceField(
        choices=[
            ("spacy", "language model – best"),
            ("rules", "rules – quicker, for large volumes"),
            ("none", "none – only what the records themselves name"),
        ]
    )

    def clean_published(self) -> str:
        """Refuse what would leave records without a date."""
        written = str(self.cleaned_data["published"])
        fault = default_date_fault(written, today=timezone.now().date())
        if fault:
            raise forms.ValidationError(fault)
        return written


class UploadForm(DefaultsForm):
    """Files, and what fills the gaps of their records."""

    files = FilesField(  # type: ignore[assignment] # Form.files is what was sent, not a field
        required=False,
        allow_empty_file=True,
        help_text=f"Several at once: {accepted()}.",
    )
    folder = FilesField(
        label="Or a folder",
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"webkitdirectory": True}),
        help_text=f"Everything in it, at most {MOST_FILES:,} files; pack more into a .zip.",
    )
    paths = forms.CharField(required=False, max_length=_PATHS_CHARACTERS, widget=forms.HiddenInput)
    field_order = ("files", "folder", "source", "published", "language", "extractor", "paths")

    def clean(self) -> dict[str, Any]:
        """Require a file."""
        if not self.errors and not self.incoming():
            self.add_error("files", "Choose at least one file, or a folder.")
        return self.cleaned_data

    def incoming(self) -> list[tuple[str, Any]]:
        """Return each file with the name it is shown by: its path in the folder, where the browser told it."""
        data = self.cleaned_data
        chosen = [*(data.get("files") or []), *(data.get("folder") or [])]
        names = _paths(data.get("paths", ""), len(chosen)) or [file.name or "unnamed" for file in chosen]
        return list(zip(names, chosen, strict=True))


def _paths(written: str, count: int) -> list[str]:
    """Return the paths that the page's script told; nothing when they are not one for each file."""
    try:
        paths = json.loads(written) if written else []
    except ValueError:
        return []
    if not isinstance(paths, list) or len(paths) != count or not all(isinstance(path, str) and path for path in paths):
        return []
    return paths


class MappingForm(DefaultsForm):
    """The defaults of a held upload, and a field for each column that a dry run found."""

    def __init__(self, columns: Sequence[Mapping[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = list(columns)[:MOST_COLUMNS]
        for number, column in enumerate(self.columns):
            known_as = column["known_as"]
            told = f"by its name: {LABELS[known_as]}" if known_as else "not known: left out"
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=f"{column['column']} is read as",
                initial=LEAVE_OUT if column["chosen"] == LEFT_OUT else column["chosen"],
                choices=[(AUTO, told), *LABELS.items(), (LEAVE_OUT, "leave out")],
            )

    def rows(self) -> list[tuple[Mapping[str, str], forms.BoundField]]:
        """Return each column with its field."""
        return [(column, self[f"column-{number}"]) for number, column in enumerate(self.columns)]

    def defaults(self) -> list[forms.BoundField]:
        """Return the fields of the defaults."""
        return [self[name] for name in DefaultsForm.base_fields]

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one field."""
        if fault := mapping_fault(self.mapping()):
            self.add_error(None, fault)
        return self.cleaned_data

    def mapping(self) -> dict[str, str]:
        """Return what was chosen for columns otherwise than by their names."""
        chosen = {
            column["column"]: self.cleaned_data.get(f"column-{number}", AUTO)
            for number, column in enumerate(self.columns)
        }
        return {name: LEFT_OUT if field == LEAVE_OUT else field for name, field in chosen.items() if field != AUTO}
