"""Everything that can be set from outside, read once from arguments and the environment (`JEDEL_*`).

Nothing else in the program reads the environment. A value that makes no sense is an error at start, in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from web.limits import Limits
from web.limits_reading import BadLimit, bounds, limits_of
from web.variables import PREFIX, slips
from web.words import say

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts on which plain http is served and cookies may do without `Secure`."""

PATHS: Final = frozenset(
    {"data", "screens", "spool", "checkpoints", "tls_certificate", "tls_key", "oidc_secret_file"}
)
ON: Final = frozenset({"y", "yes", "t", "true", "on", "1"})
STORES: Final = ("sqlite", "postgresql")
SURE_MODES: Final = frozenset({"require", "verify-ca", "verify-full"})
"""libpq's words for a line that is never in clear."""
HINTS: Final = ("in-process", "redis", "rediss", "unix")
ROUTING: Final = ("osrm", "builtin", "straight")


class BadSettings(Exception):
    """A setting that cannot work: the code of `cli.fault.<code>` and what fills it; as a text, English."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(say(f"cli.fault.{code}", "en", params))
        self.code = code
        self.params: Mapping[str, str | int] = params


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation's process. URLs choose what stands behind a port; an unknown scheme is an error.

    `public_url` is what people type; it is the one Origin that may send, besides `origins`. Without it
    `http://localhost:<port>` is taken. `shared_port`, unless 0, is one that several processes of this machine
    listen on together, besides each one's own. `oidc_acr` and `oidc_amr` are the provider's words for "with a
    second factor". `clock_rate` other than 1 runs the one clock faster, from `clock_start` (aware), and only
    for a demonstration. `spool` is a directory on another disk: there readings of one's own life-threat cases
    wait while the log of readings cannot be written. `checkpoints` is a directory elsewhere, best on another
    machine, that signed checkpoints are written to. `store` may hold a password, and so may `keys` (another
    database than the log's) and `hints`. `routing` names the rungs of travel times, best first. `at` is the
    region whose log this is, where others stand behind the same address (`web.own_logs`).
    """

    data: Path
    host: str = "localhost"
    port: int = 8000
    shared_port: int = 0
    public_url: str = ""
    origins: tuple[str, ...] = ()
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret_file: Path | None = None
    oidc_acr: tuple[str, ...] = ()
    oidc_amr: tuple[str, ...] = ()
    store: str = field(default="sqlite:", repr=False)
    keys: str = field(default="sqlite:", repr=False)
    hints: str = field(default="in-process:", repr=False)
    routing: tuple[str, ...] = ("builtin:", "straight:")
    spool: Path | None = None
    checkpoints: Path | None = None
    clock_rate: float = 1.0
    clock_start: datetime | None = None
    screens: Path = Path(__file__).parent / "screen" / "dist"
    at: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def url(self) -> str:
        """What people type, without a slash at the end."""
        scheme = "https" if self.tls_certificate is not None else "http"
        return self.public_url.rstrip("/") or f"{scheme}://localhost:{self.shared_port or self.port}"

    @property
    def shared(self) -> bool:
        """Whether several processes may serve this installation: its store is no file."""
        return self.store.partition(":")[0] != "sqlite"

    @property
    def links(self) -> str:
        """What addresses begin with that are given away: they say the region where several share `url`."""
        return f"{self.url}/at/{self.at}" if self.at else self.url

    @property
    def secure(self) -> bool:
        """Whether people come over https: cookies are then `__Host-` and `Secure`."""
        return self.url.startswith("https://")

    @property
    def behind_proxy(self) -> bool:
        """Whether a proxy on this machine speaks https for us and says who came."""
        return self.secure and self.tls_certificate is None

    @property
    def allowed_origins(self) -> frozenset[str]:
        """The exact Origins that may send commands or open the live connection."""
        own = f"{'https' if self.tls_certificate is not None else 'http'}://localhost:{self.port}"
        here = (own,) if self.shared_port and not self.public_url else ()
        return frozenset({self.url, *here, *self.origins})


def read(environment: Mapping[str, str], arguments: Mapping[str, Any]) -> Settings:
    """Settings from the environment, overruled by arguments that are not None; checked."""
    names = [spec.name for spec in fields(Settings) if spec.name not in ("limits", "at")]
    limits = [name.removeprefix(PREFIX) for name in bounds()]
    if unknown := slips(environment, (*map(str.upper, names), *limits)):
        raise BadSettings("setting-unknown", names=", ".join(unknown))
    texts = {name: environment.get(f"{PREFIX}{name.upper()}") for name in names}
    given: dict[str, Any] = {name: _from_text(name, text) for name, text in texts.items() if text is not None}
    try:
        given["limits"] = limits_of(environment)
    except BadLimit as error:
        raise BadSettings(error.code, **error.params) from None
    given.update({name: value for name, value in arguments.items() if value is not None})
    if strange := sorted(set(given) - {spec.name for spec in fields(Settings)}):
        raise BadSettings("setting-unknown", names=", ".join(strange))
    if "data" not in given:
        raise BadSettings("no-data")
    if environment.get("POSTGRES_ENABLE_DB_FUNCTIONS", "").lower() in ON:
        raise BadSettings("db-functions")
    return checked(Settings(**{**given, "data": Path(given["data"])}))


def checked(settings: Settings) -> Settings:
    """The same settings, if they can work."""
    kept = (("store", settings.store, STORES), ("keys", settings.keys, STORES))
    told = (("hints", settings.hints, HINTS), *(("routing", url, ROUTING) for url in settings.routing))
    for name, url, known in (*kept, *told):
        scheme = url.partition(":")[0]
        if scheme not in known:
            raise BadSettings("scheme-unknown", name=name, scheme=scheme, known=", ".join(known))
    _check_line("store-in-clear", settings.store)
    _check_line("keys-in-clear", settings.keys)
    if settings.keys == settings.store != "sqlite:":
        raise BadSettings("keys-beside-log")
    _check_hints(settings.hints)
    _check_routing(settings.routing)
    if not 0 <= settings.port < 65_536:
        raise BadSettings("port", port=settings.port)
    if not 0 < settings.clock_rate <= 3_600:
        raise BadSettings("clock-rate", rate=str(settings.clock_rate))
    if settings.clock_start is not None and settings.clock_start.tzinfo is None:
        raise BadSettings("clock-start")
    _check_transport(settings)
    _check_provider(settings)
    elsewhere, data = settings.checkpoints, settings.data.resolve()
    if elsewhere is not None and data in (elsewhere.resolve(), *elsewhere.resolve().parents):
        raise BadSettings("checkpoints-inside", folder=str(elsewhere))
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or "*" in origin:
            raise BadSettings("origin", origin=origin)
    return settings


def at_port(settings: Settings, port: int) -> Settings:
    """The same settings, listening on the port that the machine gave (asked for as 0)."""
    return replace(settings, port=port)


def _check_transport(settings: Settings) -> None:
    """Plain http only on this machine: passwords and children's data never cross a network in clear."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise BadSettings("tls")
    if settings.tls_certificate is None and settings.host not in LOOPBACK:
        raise BadSettings("plain-http", host=settings.host)
    public = urlsplit(settings.url)
    if public.scheme == "http" and public.hostname not in LOOPBACK:
        raise BadSettings("public-url", url=settings.url)


def _check_line(code: str, database: str) -> None:
    """To another machine log and keys go under TLS alone, as everything else does."""
    parts = urlsplit(database)
    asked = parse_qs(parts.query)
    hosts = [parts.hostname, *asked.get("host", ())]
    far = [host for host in hosts if host and not host.startswith("/") and host not in LOOPBACK]
    if parts.scheme == "postgresql" and far and asked.get("sslmode", [""])[-1] not in SURE_MODES:
        raise BadSettings(code, host=far[0])


def _check_hints(hints: str) -> None:
    """To another machine under TLS alone: where teams are is told there."""
    parts = urlsplit(hints)
    addressed = hints.startswith("unix:///") or (parts.scheme in ("redis", "rediss") and parts.hostname)
    if hints != "in-process:" and not addressed:
        raise BadSettings("hints-url")
    if parts.scheme == "redis" and parts.hostname and parts.hostname not in LOOPBACK:
        raise BadSettings("hints-in-clear", host=parts.hostname)


def _check_routing(routing: tuple[str, ...]) -> None:
    """Nothing comes after the straight line, which always answers; where a child is never goes in clear."""
    if "straight:" in routing[:-1] or len(set(routing)) < len(routing):
        raise BadSettings("routing-order", routing=", ".join(routing))
    for url in routing:
        scheme, _, address = url.partition(":")
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if scheme == "osrm" and not (safe and parts.hostname and parts.username is None and not parts.query):
            raise BadSettings("routing-engine", url=f"{scheme}:{parts.scheme}://{parts.hostname}")
        if scheme != "osrm" and address:
            raise BadSettings("routing-order", routing=", ".join(routing))


def _check_provider(settings: Settings) -> None:
    """An issuer is an exact address, over https unless it is on this machine; it knows us by a name."""
    if not settings.oidc_issuer:
        return
    parts = urlsplit(settings.oidc_issuer)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.netloc or parts.query or parts.fragment:
        raise BadSettings("oidc-issuer", issuer=settings.oidc_issuer)
    if not settings.oidc_client:
        raise BadSettings("oidc-client")


def _from_text(name: str, text: str) -> Any:
    try:
        match name:
            case "port" | "shared_port":
                return int(text)
            case "clock_rate":
                return float(text)
            case "clock_start":
                return datetime.fromisoformat(text)
            case "origins" | "oidc_acr" | "oidc_amr" | "routing":
                return tuple(one.strip() for one in text.split(",") if one.strip())
            case name if name in PATHS:
                return Path(text)
            case _:
                return text
    except ValueError:
        raise BadSettings("unreadable", name=f"JEDEL_{name.upper()}", text=text) from None
