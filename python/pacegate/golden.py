"""Golden outputs: what PyTorch gives for a sample's inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from pacegate.captured import CapturedCall
    from pacegate.subgraph_program import SubgraphProgram


def golden_outputs(
    program: SubgraphProgram, call: CapturedCall, inputs: list[torch.Tensor], *, recompute: bool
) -> list[torch.Tensor]:
    """Gives the outputs that every engine must reproduce.

    They were recorded when the function ran; they are computed again where the program is not quite what ran then:
    with stand-in weights, and where it writes to state, whose values at that moment are gone by now (the sample then
    holds the state of today, and the outputs that follow from it).

    Args:
        program: The exported program.
        call: The recorded call.
        inputs: The sample's inputs.
        recompute: Whether the weights are not the ones that the call ran with.
    """
    import torch

    if not recompute and not program.mutated:
        recorded = [call.outputs[position] for position in program.outputs]
        return [value for value in recorded if isinstance(value, torch.Tensor)]
    with torch.inference_mode(mode=False), torch.no_grad():
        return [value.detach() for value in program.module(*(tensor.clone() for tensor in inputs))]
