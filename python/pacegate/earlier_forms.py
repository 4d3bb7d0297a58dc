"""ONNX forms of earlier bundles in the same store: what computes the same need not be converted again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pacegate.manifest import ExportedOnnx
from pacegate.onnx_form import OPSET
from pacegate.ports import input_name, output_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pacegate.versions import Versions


@dataclass(frozen=True)
class EarlierForm:
    """An ONNX form and the map of its nodes."""

    onnx: ExportedOnnx
    node_modules: str | None


class EarlierForms:
    """Finds a form by what it computes and with which weights.

    The conversion is a function of the program, its weights and the converter's versions: where all of them are the
    same, so is the ONNX file, but for names that only people read.
    """

    def __init__(self, manifests: Iterable[Path], objects: Path, versions: Versions) -> None:
        """Reads the manifests; one that cannot be read, or of other versions, has nothing to offer.

        Args:
            manifests: `manifest.json` of earlier bundles.
            objects: The folder with the objects that they name.
            versions: Of this export.
        """
        self._forms: dict[tuple[str, str | None], EarlierForm] = {}
        for manifest in manifests:
            try:
                document = json.loads(manifest.read_bytes())
                if document["versions"] != asdict(versions) or document["capture"]["opset"] != OPSET:
                    continue
                for subgraph in document["subgraphs"]:
                    self._add(subgraph, objects)
            except (OSError, ValueError, KeyError, TypeError):
                continue

    def find(self, fingerprint: str, weights_hash: str | None) -> EarlierForm | None:
        """Returns the form of a program with this fingerprint and these weights, or None."""
        return self._forms.get((fingerprint, weights_hash))

    def _add(self, subgraph: dict[str, Any], objects: Path) -> None:
        onnx = subgraph["onnx"]
        if onnx["state"] != "exported" or not _named_by_position(subgraph):
            return
        form = EarlierForm(
            ExportedOnnx(onnx["object"], onnx["opset"], tuple(onnx["externalData"])),
            subgraph["nodeModules"],
        )
        named = {form.onnx.object, *form.onnx.external_data} | ({form.node_modules} - {None})
        if all((objects / str(name)).is_file() for name in named):
            self._forms[subgraph["fingerprint"], subgraph["weightsHash"]] = form


def _named_by_position(subgraph: dict[str, Any]) -> bool:
    """A file with other names would be fed by names that it does not know."""
    return all(
        port["name"] == name(index)
        for ports, name in ((subgraph["inputs"], input_name), (subgraph["outputs"], output_name))
        for index, port in enumerate(ports)
    )
