"""Writing ONNX files without the `onnx` package: the few messages of its protobuf schema that are needed.

Field numbers are those of onnx.proto3, IR version 8.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_DATA_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "float16": 10}
_VARINT, _LENGTH, _FIXED32 = 0, 2, 5

Attribute = int | float | str | Sequence[int]


@dataclass
class Graph:
    """A graph under construction; the methods return the name of what they add."""

    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add an initializer."""
        dims = b"".join(_integer(1, size) for size in value.shape)
        kind = _integer(2, _DATA_TYPES[value.dtype.name])
        data = np.ascontiguousarray(value).tobytes()
        self.constants.append(_bytes(5, dims + kind + _text(8, name) + _bytes(9, data)))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Attribute
    ) -> str:
        """Add a node with one output; an empty input name stands for an absent optional input."""
        parts = [_text(1, name) for name in inputs] + [_text(2, output), _text(3, output), _text(4, operator)]
        parts += [_bytes(5, _attribute(name, value)) for name, value in attributes.items()]
        self.nodes.append(_bytes(1, b"".join(parts) + (_text(7, domain) if domain else b"")))
        return output

    def model(self, inputs: dict[str, list[int | str]], outputs: dict[str, list[int | str]]) -> bytes:
        """The finished file; inputs and outputs are float32 and named with their shapes."""
        described = [_bytes(11, _value(name, shape)) for name, shape in inputs.items()]
        described += [_bytes(12, _value(name, shape)) for name, shape in outputs.items()]
        graph = b"".join([*self.nodes, _text(2, "encoder"), *self.constants, *described])
        opsets = _bytes(8, _text(1, "") + _integer(2, 17)) + _bytes(
            8, _text(1, "com.microsoft") + _integer(2, 1)
        )
        return _integer(1, 8) + _bytes(7, graph) + opsets


def _varint(value: int) -> bytes:
    out = bytearray()
    value &= (1 << 64) - 1
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _integer(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH) + _varint(len(value)) + value


def _text(number: int, value: str) -> bytes:
    return _bytes(number, value.encode())


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _varint(2 << 3 | _FIXED32) + struct.pack("<f", value) + _integer(20, 1)
    if isinstance(value, int):
        return _text(1, name) + _integer(3, value) + _integer(20, 2)
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + _integer(20, 3)
    return _text(1, name) + b"".join(_integer(8, one) for one in value) + _integer(20, 7)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    dims = [_integer(1, size) if isinstance(size, int) else _text(2, size) for size in shape]
    tensor = _integer(1, 1) + _bytes(2, b"".join(_bytes(1, dim) for dim in dims))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))
