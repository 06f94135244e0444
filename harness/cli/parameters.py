"""Types of arguments, and the options that commands of every kind take.

>>> Number(1, 4).convert("5", None, None)
Traceback (most recent call last):
click.exceptions.BadParameter: 5: it is a whole number from 1 to 4
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from harness.cli.kept_inputs import NamedPath, keeps_inputs
from harness.domain.errors import BadInput
from harness.domain.plugins import Registry, hint
from harness.domain.suggestions import did_you_mean
from harness.gherkin.project_settings import settings_of
from harness.reports.output import Output

if TYPE_CHECKING:  # most commands are without plug-ins
    from harness.properties.plugin_file import PluginFile

F = TypeVar("F", bound=Callable[..., Any])
_PAGE: Final = "html"  # the format
_OWN_PAGE: Final = "harness.own_page"  # whether the command makes its page itself
PATH: Final = NamedPath(read=True)
WRITTEN_PATH: Final = NamedPath(read=False)


class Number(click.IntRange):
    """A whole number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            bounds = f"from {self.min}" + ("" if self.max is None else f" to {self.max}")
            self.fail(f"{value}: it is a whole number {bounds}", param, ctx)


class Word(click.Choice[str]):
    """One of a few words; of a registry, a word that was registered by the time it is read."""

    def __init__(self, known: Collection[str]) -> None:
        super().__init__(tuple(known))
        self._known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if isinstance(self._known, Registry) and value not in self._known:
            self._known.load_installed()
        self.choices = tuple(self._known)
        return super().convert(value, param, ctx)

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        near = hint(str(value), self._known)
        return f"{value}: there is none such{near}; there are {', '.join(self.choices)}"


def _kind(metavar: str) -> click.ParamType[Any]:
    """The type of what the metavar names."""
    return PATH if any(word in metavar for word in ("PATH", "FILE", "DIR")) else click.STRING


def option(
    name: str,
    metavar: str,
    text: str,
    kind: click.ParamType[Any] | None = None,
    dest: str = "",
    **more: Any,
) -> Callable[[F], F]:
    """An option with a value; `dest` is the function's parameter, if its name is another."""
    names = [name, dest] if dest else [name]
    return click.option(*names, metavar=metavar, help=text, type=kind or _kind(metavar), **more)


def flag(name: str, text: str, dest: str = "") -> Callable[[F], F]:
    """An option without a value."""
    return click.option(*([name, dest] if dest else [name]), help=text, is_flag=True)


def argument(
    name: str,
    metavar: str,
    text: str,
    kind: click.ParamType[Any] | None = None,
    **more: Any,
) -> Callable[[F], F]:
    """A positional argument; brackets in its metavar make it optional, dots make it several."""
    return click.argument(
        name,
        metavar=metavar,
        help=text,
        type=kind or _kind(metavar),
        nargs=-1 if metavar.endswith("...") else 1,
        required=not metavar.startswith("["),
        **more,
    )


def format_option(*own: str) -> Callable[[F], F]:
    """`--format`: the formats of tabulate, and the command's own."""

    def checked(ctx: click.Context, _param: click.Parameter, fmt: str) -> str:
        ctx.meta[_OWN_PAGE] = _PAGE in own
        if fmt not in ("simple", *own):
            from harness.reports.tables import formats

            known = [*own, *formats()]
            if fmt not in known:
                near = did_you_mean(fmt, known)
                raise BadInput(f"no format {fmt!r}{near}; there are {', '.join(known)}")
        return fmt

    names = ", ".join(("simple", "pipe", *own))  # pipe is Markdown, too
    text = f"{names}, or any other format of tabulate"
    return option(
        "--format",
        "FORMAT",
        text,
        dest="fmt",
        default="simple",
        callback=checked,
        is_eager=True,  # the output may be a page
    )


def _own_page(ctx: click.Context, _param: click.Parameter, fmt: str) -> str:
    ctx.meta[_OWN_PAGE] = True
    return fmt


# of commands that write sentences, which are no table
text_or_page_option: Final = option(
    "--format", "FORMAT", "text, or html for a page", Word(("text", _PAGE)),
    dest="fmt", default="text", callback=_own_page, is_eager=True,
)  # fmt: skip


def opened(ctx: click.Context, path: str | None = None) -> Output:
    """The output of a command, which is closed if the command ends without an exception.

    With `--format html` it is a page with the command's tables, unless the command makes its own.
    """
    if ctx.params.get("fmt") != _PAGE:
        return ctx.with_resource(Output(path))
    if ctx.meta.get(_OWN_PAGE):
        output = Output(path)
    else:
        from harness.cli.page_output import PageOutput

        output = PageOutput(path, ctx.command.help or "")
    if output.terminal:
        raise BadInput("a page is HTML, not for a terminal: --output FILE.html, or a pipe")
    return ctx.with_resource(output)


def _output(ctx: click.Context, _param: click.Parameter, path: str | None) -> Output | None:
    if ctx.resilient_parsing:  # a shell completes the line
        return None
    return opened(ctx, path)


def _plugins(
    ctx: click.Context, _param: click.Parameter, files: tuple[str, ...]
) -> "tuple[PluginFile, ...]":
    """The plug-in files, whose parts are registered until the command ends."""
    if ctx.resilient_parsing:  # a shell completes the line
        return ()
    return _plugged_in(ctx, files)


def _plugins_here(
    ctx: click.Context, _param: click.Parameter, files: tuple[str, ...]
) -> "tuple[PluginFile, ...]":
    """The same, and before them those of the project of the working directory."""
    if ctx.resilient_parsing:
        return ()
    return _plugged_in(ctx, files, settings_of(Path.cwd()).plugins)


def _plugged_in(
    ctx: click.Context, files: tuple[str, ...], before: "tuple[PluginFile, ...]" = ()
) -> "tuple[PluginFile, ...]":
    if not files and not before:
        return ()
    from harness.properties.plugin_file import load, plugged_in

    ctx.with_resource(plugged_in(before))
    loaded = load(files)
    ctx.with_resource(plugged_in(loaded))
    return tuple(dict.fromkeys((*before, *loaded)))


_OUTPUT: Final = option(
    "--output", "FILE", "write to this file instead of the terminal", WRITTEN_PATH, callback=_output
)


def output_option(command: F) -> F:
    """`--output`, to a file that is none of those that the command reads."""
    return _OUTPUT(keeps_inputs("output")(command))


def _plugin_option(expose: bool, here: bool = False) -> Callable[[F], F]:
    return click.option(
        "--plugin",
        "--properties",
        "plugins",
        metavar="FILE",
        help="plug in what this Python file defines: properties, conflict policies, faults, "
        "clocks, integrations; may be given more than once",
        type=PATH,
        multiple=True,
        is_eager=True,  # other options may name what is plugged in
        expose_value=expose,
        callback=_plugins_here if here else _plugins,
    )


plugin_option: Final = _plugin_option(expose=False)  # what it has can be named
plugins_option: Final = _plugin_option(expose=True)  # the command is given the files, too
# of commands that are given no files or features, and so go by the working directory
plugin_here_option: Final = _plugin_option(expose=False, here=True)
plugins_here_option: Final = _plugin_option(expose=True, here=True)
processes_option: Final = option(
    "--processes", "N", "on so many cores, by default all; never changes what comes out", Number(1)
)
