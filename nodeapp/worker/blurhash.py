"""Blurhash: a picture in some twenty characters, to be shown blurred until it has come.

Source: the algorithm's description at https://github.com/woltapp/blurhash/blob/master/Algorithm.md. A module of our
own: the package that writes it has had no release of substance for years, and it is one page.
"""

import math
from collections.abc import Sequence

Pixel = tuple[int, int, int]
_Colour = tuple[float, float, float]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_QUANTA = 82


def encoded(pixels: Sequence[Pixel], width: int, height: int, across: int = 4, down: int = 3) -> str:
    """`pixels` in rows, sRGB; a few hundred are enough. 1 to 9 components each way."""
    light = [(_linear(red), _linear(green), _linear(blue)) for red, green, blue in pixels]
    factors = [_factor(light, width, height, x, y) for y in range(down) for x in range(across)]
    ac = [value for factor in factors[1:] for value in factor]
    largest = max((abs(value) for value in ac), default=0.0)
    quantum = max(0, min(_QUANTA, math.floor(largest * 166 - 0.5)))
    bound = (quantum + 1) / 166
    head = _base83(across - 1 + (down - 1) * 9, 1) + _base83(quantum, 1) + _base83(_average(factors[0]), 4)
    return head + "".join(_base83(_detail(factor, bound), 2) for factor in factors[1:])


def _factor(light: Sequence[_Colour], width: int, height: int, x: int, y: int) -> _Colour:
    red = green = blue = 0.0
    columns = [math.cos(math.pi * x * column / width) for column in range(width)]
    place = 0
    for row in range(height):
        across = math.cos(math.pi * y * row / height)
        for column in columns:
            basis = across * column
            r, g, b = light[place]
            red, green, blue = red + basis * r, green + basis * g, blue + basis * b
            place += 1
    scale = (1 if x == y == 0 else 2) / (width * height)
    return red * scale, green * scale, blue * scale


def _average(colour: _Colour) -> int:
    red, green, blue = (_srgb(value) for value in colour)
    return (red << 16) + (green << 8) + blue


def _detail(colour: _Colour, bound: float) -> int:
    red, green, blue = (
        max(0, min(18, math.floor(math.copysign(math.sqrt(abs(value / bound)), value) * 9 + 9.5))) for value in colour
    )
    return red * 19 * 19 + green * 19 + blue


def _linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (IEC 61966-2-1)


def _srgb(value: float) -> int:
    part = max(0.0, min(1.0, value))
    curved = part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055  # noqa: PLR2004 (IEC 61966-2-1)
    return int(curved * 255 + 0.5)


def _base83(value: int, digits: int) -> str:
    return "".join(_DIGITS[value // 83**place % 83] for place in range(digits - 1, -1, -1))
