"""A YAML file as plain data that knows its lines, so that an error can say where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from gaitway_envs.blueprint import EnvironmentUnavailable


@dataclass(frozen=True)
class Located:
    """A scalar, a list of Located, or a dict from str to Located."""

    value: Any
    file: str
    line: int

    def refuse(self, what: str, remedy: str) -> NoReturn:
        """Raises EnvironmentUnavailable at this place of the file."""
        raise EnvironmentUnavailable(f"{self.file}:{self.line}: {what}", remedy)


def load(path: Path) -> Located:
    """The content of a file. Raises EnvironmentUnavailable when it is not there or is no YAML."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise EnvironmentUnavailable(f"{path} cannot be read: {error.strerror}", "check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise EnvironmentUnavailable(
            f"{path} is no YAML: {' '.join(str(error).split())}", "mend it"
        ) from error
    if node is None:
        return Located({}, str(path), 1)
    try:
        return _located(node, str(path))
    except RecursionError:
        raise EnvironmentUnavailable(f"{path} contains itself by an alias", "write it out") from None


def _located(node: yaml.Node, file: str) -> Located:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Located([_located(item, file) for item in node.value], file, line)
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Located] = {}
        for key, value in node.value:
            place = Located(None, file, key.start_mark.line + 1)
            if not isinstance(key, yaml.ScalarNode):
                place.refuse("expected a name before the colon", "write NAME: VALUE")
            if key.value in content:
                place.refuse(f'"{key.value}" is there twice', "keep one of them")
            content[key.value] = _located(value, file)
        return Located(content, file, line)
    return Located(yaml.SafeLoader("").construct_object(node), file, line)
