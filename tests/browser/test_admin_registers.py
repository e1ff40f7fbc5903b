"""Centre, settings, schools, specialists, groups, cars: by an administrator, in three languages, with axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.admin import Admin, admin_of
from tests.browser.people import House, house
from tests.browser.running import Town
from web.words import LANGUAGES

LISTS = ("schools", "specialists", "teams", "vehicles")


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_by_everybody(people: House, language: str) -> None:
    admin = admin_of(people, language)
    for page in LISTS:
        admin.open(page)
        admin.look(f"admin-{page}")
        admin.clean()
        admin.press("new")
        expect(admin.at("save")).to_be_visible()
        admin.look(f"admin-{page}-new")
        admin.clean()
    for page in ("centre", "settings"):
        admin.press(f"page-{page}")
        expect(admin.at("step").first).to_be_visible()
        admin.look(f"admin-{page}")
        admin.clean()


def test_a_school_from_registering_to_closing(people: House) -> None:
    admin = admin_of(people)
    admin.fresh("schools", label="№ 901", number="901", district="Алатау", lat="76,89", lon="43,24")
    admin.press("save")
    expect(admin.at("wrong-point")).to_have_text(admin.say("refusal.point-swapped"))
    expect(admin.field("label")).to_have_value("№ 901")
    admin.fill(lat="43,24", lon="76,89")
    admin.save()
    admin.press("pick")
    expect(admin.at("pick-map").locator("canvas").first).to_be_visible()
    admin.at("pick-map").click(position={"x": 200, "y": 100})
    expect(admin.field("lat")).not_to_have_value("43,24")
    admin.look("admin-school")
    admin.fill(lat="43.25", lon="76.9")
    admin.save()
    changes = admin.at("step").first
    expect(changes).to_contain_text("43.24")
    expect(changes).to_contain_text("43.25")
    admin.press("close")
    admin.press("close-yes")
    expect(admin.at("step").first).to_contain_text(admin.say("story.school-closed.v1"))
    board = people.board()
    board.page.keyboard.press("F2")
    board.at("school").fill("901")
    board.page.wait_for_timeout(600)
    expect(board.at("school-found").filter(has_text="901")).to_have_count(0)
    admin.press("reopen")
    expect(admin.at("step").first).to_contain_text(admin.say("story.school-reopened.v1"))
    board.at("school").fill("№ 901")
    expect(board.at("school-found").filter(has_text="901")).to_have_count(1)


def test_papers_that_run_out_are_shown(people: House) -> None:
    admin = admin_of(people, "kk")
    admin.fresh("specialists", name="Гүлсім Ойдан", profession="psychologist")
    admin.press("add-certificate")
    admin.page.locator("[name=certificate]").fill("Алғашқы көмек")
    admin.at("expires").fill("01.02.2024")
    admin.at("expires").blur()
    expect(admin.at("over")).to_be_visible()
    admin.press("add-training")
    admin.press("save")
    wrong = admin.page.get_by_text(admin.say("refusal.text-missing", field="trainings"))
    expect(wrong).to_be_visible()
    expect(admin.page.locator("[name=certificate]")).to_have_value("Алғашқы көмек")
    admin.page.locator("[name=training]").fill("Дағдарыс")
    admin.save()
    expect(admin.at("step")).to_have_count(2)
    admin.look("admin-papers")
    admin.clean()
    admin.open("specialists")
    admin.at("search").fill("Гүлсім")
    expect(admin.at("row")).to_have_count(1)
    expect(admin.at("row")).to_contain_text(admin.say("admin.paper.over"))


def test_settings_are_shown_before_they_count(people: House) -> None:
    admin = admin_of(people, "en")
    admin.press("page-settings")
    expect(admin.field("take_within")).to_have_value("5")
    admin.fill(take_within="0")
    admin.press("save")
    expect(admin.at("wrong-take_within")).to_be_visible()
    admin.fill(take_within="7", **{"targets.raised.contact": "600"})
    admin.press("save")
    preview = admin.at("preview")
    expect(preview).to_contain_text("5 → 7")
    expect(preview).to_contain_text("1440 → 600")
    admin.look("admin-preview")
    admin.clean()
    admin.save("admin.settings.saved")
    newest = admin.at("step").first
    expect(newest).to_contain_text(admin.say("story.settings-changed.v1"))
    expect(newest).to_contain_text("7")


def test_the_centre_says_how_many_posts_are_missing(people: House) -> None:
    admin = admin_of(people)
    admin.press("page-centre")
    admin.fill(filled="51")
    admin.save()
    words = admin.say("admin.centre.posts.few", filled=51, least=55, missing=4)
    expect(admin.at("posts")).to_have_text(words)
    admin.fill(filled="много")
    admin.press("save")
    expect(admin.at("wrong-filled")).to_be_visible()
    expect(admin.field("filled")).to_have_value("много")


def test_a_car_and_the_groups_that_usually_drive_it(people: House) -> None:
    admin = admin_of(people)
    admin.fresh("vehicles", plate="kz 777 ddd 02", seats="0")
    admin.press("save")
    expect(admin.at("wrong-seats")).to_be_visible()
    admin.fill(seats="5", model="Largus")
    admin.save()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text("KZ777DDD02")
    first, second = (_with_car(admin, name) for name in ("Экипаж 71", "Экипаж 72"))
    assert first != second


def _with_car(admin: Admin, name: str) -> str:
    admin.fresh("teams", name=name, lat="43.25", lon="76.9", vehicle="KZ777DDD02")
    admin.page.locator("fieldset input[type=checkbox]").first.check()
    admin.save()
    return admin.page.url


def test_a_head_keeps_registers_and_an_auditor_reads_them(people: House) -> None:
    head = admin_of(people, "ru", "head")
    expect(head.at("page-accounts")).to_have_count(0)
    head.open("schools")
    expect(head.at("new")).to_be_visible()
    auditor = admin_of(people, "ru", "auditor")
    auditor.open("schools")
    expect(auditor.at("new")).to_have_count(0)
    auditor.at("row").get_by_role("link").first.click()
    expect(auditor.field("label")).to_have_attribute("readonly", "")
    expect(auditor.at("save")).to_have_count(0)
    expect(auditor.at("step").first).to_be_visible()
