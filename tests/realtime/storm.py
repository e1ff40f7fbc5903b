"""Long weighted runs of the machine that holds the law."""

from collections.abc import Callable
from random import Random

from tests.realtime.machine import KEYS, TOPICS, LiveLaw


def storm(law: LiveLaw, seed: int, steps: int) -> None:
    """A long weighted run of the same machine: what hypothesis shortens, this one piles up."""
    chance = Random(seed)

    def number() -> int:
        return chance.randrange(law.CLIENTS)

    def commit() -> None:
        keys = chance.sample(KEYS, chance.randrange(4))
        law.commit([(key, chance.choice((*TOPICS, None))) for key in keys], chance.randint(1, 3))

    weather: tuple[tuple[float, Callable[[], None]], ...] = (
        (30, commit),
        (8, lambda: law.drive(chance.choice("xyz"), chance.random() < 0.3)),
        (0.4, law.reload),
        (22, law.flush),
        (4, law.beat),
        (25, lambda: law.deliver(number(), chance.choice((1, 2, 100)))),
        (4, lambda: law.lose(number())),
        (4, lambda: law.stall(number(), chance.choice((1, 2, 1_000)))),
        (3, lambda: law.break_off(number())),
        (8, lambda: law.come_back(number())),
    )
    law.begin()
    for _ in range(steps):
        chance.choices([act for _, act in weather], [weight for weight, _ in weather])[0]()
        law.agree()
    law.teardown()
