"""Pictures: checked by their header, decoded, and written in the sizes they are shown in."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import AvifImagePlugin, Image
from PIL.Image import Resampling, Transpose

from nodeapp.model.decoding import Bounds, CutTask, File, Made, PictureTask
from nodeapp.model.file_types import HEAD_BYTES
from nodeapp.model.forms import AVIF, GIF, JPEG, PNG, WEBP, Form, form_of
from nodeapp.worker import blurhash, stripping
from nodeapp.worker.bounds import Broken

SIZES = (1024, 680, 340)
SQUARE = 150
ANIMATED = frozenset({GIF.name, WEBP.name})

_FORMS = frozenset({PNG.name, JPEG.name, GIF.name, WEBP.name, AVIF.name})
_ORIENTATION = 0x0112
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_PROFILE_KEPT_MAX = 4_096
_BLUR_SIDE = 32
_JPEG_TIMES = 2

AvifImagePlugin.DEFAULT_MAX_THREADS = 1


class Opened(NamedTuple):
    form: Form
    image: Image.Image
    turn: Transpose | None
    profile: bytes | None


def prepared(task: PictureTask) -> Made:
    """Itself under `original`, a square of 150 around the focus, and sizes none of which is larger than itself."""
    folder, frames, files = Path(task.folder), 1, []
    with _opened(task.path, task.bounds) as (form, image, turn, profile):
        if form != AVIF:
            body, frames = stripping.stripped(form, Path(task.path).read_bytes())
            if frames > task.bounds.frames_max:
                raise Broken(f"This picture has {frames} frames; at most {task.bounds.frames_max} are taken.")
            if turn is None:
                (folder / "original").write_bytes(body)
                files.append(File("original", form.mime, *image.size))
            del body
        plain = _upright(image, turn)
    # A picture of the largest kind takes 100 MB: this one is not needed beside the one that was turned.
    del image
    is_animated = frames > 1 and form.name in ANIMATED
    if not files:
        files.append(_rewritten(plain, form, profile, folder))
    files += _sizes(plain, profile, folder, task.focus, ("poster",) if is_animated else SIZES)
    return Made(
        files=tuple(files),
        width=files[0].width,
        height=files[0].height,
        frames=frames if is_animated else 1,
        blurhash=hashed(plain),
    )


def cut(task: CutTask) -> Made:
    with _opened(task.path, task.bounds) as (_, opened, turn, profile):
        image = _upright(opened, turn)
    box = task.box or _box_around(image.size, task.focus, task.width / task.height)
    left, top, width, height = box
    if left < 0 or top < 0 or width < 1 or height < 1 or left + width > image.width or top + height > image.height:
        raise Broken(f"This lies outside of the picture, which has {image.width} x {image.height} pixels.", "crop")
    size = _fitting((width, height), task.width, task.height)
    piece = image.resize(size, Resampling.LANCZOS, (left, top, left + width, top + height), 3.0)
    return Made(
        files=(_written(piece, Path(task.folder), task.name, profile),),
        width=piece.width,
        height=piece.height,
        blurhash=hashed(piece),
    )


def posters(image: Image.Image, folder: Path) -> list[File]:
    """What stands for a film: a still, and the square."""
    return _sizes(_plain(image), None, folder, None, ("poster",))


def hashed(image: Image.Image) -> str:
    small = image.convert("RGB") if max(image.size) <= _BLUR_SIDE else image
    size = _fitting(image.size, _BLUR_SIDE, _BLUR_SIDE)
    small = small.resize(size, Resampling.BOX, reducing_gap=2.0).convert("RGB")
    data = small.tobytes()
    pixels = [(data[place], data[place + 1], data[place + 2]) for place in range(0, len(data), 3)]
    return blurhash.encoded(pixels, *small.size)


@contextmanager
def _opened(path: str, bounds: Bounds) -> Iterator[Opened]:
    """By its header only. Raises Broken for what would be too much to decode."""
    with Path(path).open("rb") as file:
        form = form_of(file.read(HEAD_BYTES))
    if form is None or form.name not in _FORMS:
        raise Broken("This is not a picture that is taken here: PNG, JPEG, GIF, WebP, AVIF.")
    with warnings.catch_warnings():
        # The bounds below are ours, and tighter.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = _JPEG_TIMES * bounds.pixels_max
        image = Image.open(path, formats=[form.name])
    with image:
        _check_size(form, image.size, bounds)
        if form == JPEG and image.width * image.height > bounds.pixels_max:
            # Read at half its size: that costs a quarter, and this decoder can.
            image.draft("RGB", (image.width // 2, image.height // 2))
        profile = image.info.get("icc_profile")
        is_small = isinstance(profile, bytes) and len(profile) <= _PROFILE_KEPT_MAX and profile[16:20] == b"RGB "
        # An animation is turned by nobody who shows it.
        turn = None if form == GIF else _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        yield Opened(form, image, turn, profile if is_small else None)


def _check_size(form: Form, size: tuple[int, int], bounds: Bounds) -> None:
    most = bounds.pixels_max * (_JPEG_TIMES if form == JPEG else 1)
    if max(size) > bounds.side_max or size[0] * size[1] > most:
        raise Broken(f"This picture has {size[0]} x {size[1]} pixels, which is more than is opened here.")


def _upright(image: Image.Image, turn: Transpose | None) -> Image.Image:
    plain = _plain(image)
    return plain if turn is None else plain.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """The first frame, as RGB, or RGBA where some of it is seen through; what it says besides is left behind."""
    image.load()
    plain: Image.Image = image
    if image.mode.startswith(("I", "F")):
        plain = image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    elif image.mode not in ("RGB", "RGBA"):
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # Whoever writes a picture would write comments along.
    plain.info = {}
    return plain


def _rewritten(image: Image.Image, form: Form, profile: bytes | None, folder: Path) -> File:
    """Where the file as it came cannot stay: turned pictures, and a form of which nothing can be taken out."""
    path = folder / "original"
    if form == JPEG:
        opaque = image if image.mode == "RGB" else image.convert("RGB")
        opaque.save(path, "JPEG", quality=92, icc_profile=profile)
        return File("original", JPEG.mime, *image.size)
    image.save(path, "WEBP", quality=90, method=2, icc_profile=profile or b"")
    return File("original", WEBP.mime, *image.size)


def _sizes(
    image: Image.Image,
    profile: bytes | None,
    folder: Path,
    focus: tuple[float, float] | None,
    names: tuple[int | str, ...],
) -> list[File]:
    """Each is made from the one before, and the largest from the picture; those that would be the same are left out."""
    files: list[File] = []
    largest = image
    for name, smaller in zip(names, (*names[1:], 0), strict=True):
        side = name if isinstance(name, int) else SIZES[0]
        if isinstance(smaller, int) and max(image.size) <= smaller:
            continue
        image = image.resize(_fitting(image.size, side, side), Resampling.LANCZOS, reducing_gap=3.0)
        largest = image if not files else largest
        files.append(_written(image, folder, f"{name}.webp", profile))
    left, top, width, height = _box_around(largest.size, focus, 1.0)
    side = min(SQUARE, width)
    square = largest.resize((side, side), Resampling.LANCZOS, (left, top, left + width, top + height), 3.0)
    files.append(_written(square, folder, f"{SQUARE}x{SQUARE}.webp", None))
    return files


def _written(image: Image.Image, folder: Path, name: str, profile: bytes | None) -> File:
    image.save(folder / name, "WEBP", quality=80, method=4, icc_profile=profile or b"")
    return File(name, WEBP.mime, *image.size)


def _fitting(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """As large as fits, never larger than it is."""
    scale = min(1.0, width / size[0], height / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _box_around(size: tuple[int, int], focus: tuple[float, float] | None, aspect: float) -> tuple[int, int, int, int]:
    """The largest piece of this shape, its middle as near to the focus as it can be."""
    x, y = focus or (0.0, 0.0)
    width = min(size[0], max(1, round(size[1] * aspect)))
    height = min(size[1], max(1, round(size[0] / aspect)))
    middle_x, middle_y = (x + 1) / 2 * size[0], (1 - y) / 2 * size[1]
    left = min(max(round(middle_x - width / 2), 0), size[0] - width)
    top = min(max(round(middle_y - height / 2), 0), size[1] - height)
    return left, top, width, height
