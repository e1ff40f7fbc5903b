"""What people report in the demonstration evening. Every story, child and caller is invented."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fate(StrEnum):
    """How a request goes on."""

    HELPED = "helped"
    DECLINED = "declined"
    """The first group declines, the next goes."""
    LAPSED = "lapsed"
    """The first group's phone stays silent, another is sent instead."""
    DOOR = "door"
    """Refused at the door, let in after a call."""
    TURNED_AWAY = "turned-away"
    """Refused at the door for good."""
    HOME = "home"
    """The household is the danger; the head will have to decide."""
    REMOTE = "remote"
    """Considered after a talk, without a visit."""
    REDIRECTED = "redirected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One report. `relation` is empty for an anonymous one; `age` is the child's, in years."""

    language: str
    channel: str
    risk_class: int
    fate: Fate
    relation: str
    age: int
    text: str
    why: str


STORIES: Final = (
    Story(
        language="kk",
        channel="school",
        risk_class=1,
        fate=Fate.HELPED,
        relation="сынып жетекшісі",
        age=14,
        text="8-сынып оқушысы «бәрінен шаршадым» деп хат жазып қалдырған. Қазір мектеп психологының "
        "бөлмесінде отыр, ешкіммен сөйлеспейді. Тез келсеңіздер екен.",
        why="Өзіне зиян келтіру қаупі бар, қасында ересек адам отыр.",
    ),
    Story(
        language="ru",
        channel="platform",
        risk_class=3,
        fate=Fate.REMOTE,
        relation="мать",
        age=15,
        text="Дочь очень волнуется перед экзаменами, плохо спит. Подскажите, как её поддержать.",
        why="Угрозы нет, нужна консультация для семьи.",
    ),
    Story(
        language="ru",
        channel="school",
        risk_class=2,
        fate=Fate.DECLINED,
        relation="завуч",
        age=12,
        text="В шестом классе третью неделю травят мальчика. Сегодня отобрали рюкзак и заперли в раздевалке. "
        "На уроки идти отказывается.",
        why="Травля продолжается, ребёнок напуган; прямой угрозы жизни нет.",
    ),
    Story(
        language="kk",
        channel="messenger",
        risk_class=2,
        fate=Fate.LAPSED,
        relation="",
        age=13,
        text="Атымды айтқым келмейді. Жоғары сынып балалары кішілерден ақша жинап жүр, "
        "бермегендерді қорқытады. Бүгін бір бала жылап отыр.",
        why="Қорқытып ақша алу, топтық жәбірлеу белгілері.",
    ),
    Story(
        language="ru",
        channel="helpline",
        risk_class=0,
        fate=Fate.HELPED,
        relation="консультант линии доверия",
        age=16,
        text="Передано с линии доверия: подросток заперся в спортзале и говорит, что сделает с собой плохое. "
        "За дверью учитель, разговаривает с ним. Нужны специалисты на месте.",
        why="Попытка прямо сейчас; вызван 112, остаёмся на связи.",
    ),
    Story(
        language="ru",
        channel="in-person",
        risk_class=3,
        fate=Fate.REDIRECTED,
        relation="отец",
        age=9,
        text="Просит перевести сына в школу ближе к дому и помочь с документами.",
        why="Вопрос о переводе решает отдел образования.",
    ),
    Story(
        language="kk",
        channel="phone",
        risk_class=1,
        fate=Fate.DOOR,
        relation="әжесі",
        age=15,
        text="Немерем телефонда қоштасып сөйлесті, қазір мектепте. Мұғалімдер бәрі жақсы дейді, "
        "ал мен қорқып отырмын.",
        why="Қоштасу белгілері бар, баланы көзбен көру керек.",
    ),
    Story(
        language="ru",
        channel="phone",
        risk_class=1,
        fate=Fate.HOME,
        relation="учительница",
        age=11,
        text="Девочка рассказала, что боится идти домой: отчим бьёт её. Она сейчас со мной в кабинете.",
        why="Насилие в семье, домой ребёнка отпускать нельзя.",
    ),
    Story(
        language="kk",
        channel="e-mail",
        risk_class=3,
        fate=Fate.REMOTE,
        relation="анасы",
        age=10,
        text="Балам мектеп ауыстырғалы үйренісе алмай жүр. Психологтың кеңесі керек еді.",
        why="Қатер жоқ, кеңес беру жеткілікті.",
    ),
    Story(
        language="ru",
        channel="mass-media",
        risk_class=1,
        fate=Fate.TURNED_AWAY,
        relation="",
        age=14,
        text="На странице «Небывальские вести» видео: у школы дерутся подростки, "
        "один угрожает расправой завтра.",
        why="Угроза расправы названа прямо, место узнаётся.",
    ),
    Story(
        language="kk",
        channel="school",
        risk_class=2,
        fate=Fate.HELPED,
        relation="педагог-психолог",
        age=11,
        text="5-сынып оқушысы ата-анасының ажырасуынан кейін үнсіз қалды, тамақ ішпейді, сабаққа қатыспайды.",
        why="Күйзеліс белгілері айқын, мектеп көмек сұрап отыр.",
    ),
    Story(
        language="ru",
        channel="school",
        risk_class=2,
        fate=Fate.HELPED,
        relation="социальный педагог",
        age=16,
        text="После гибели одногруппника девушка не может сидеть на занятиях, плачет, "
        "просит поговорить с кем-нибудь.",
        why="Острое горе; просит о помощи сама.",
    ),
    Story(
        language="kk",
        channel="helpline",
        risk_class=3,
        fate=Fate.REMOTE,
        relation="",
        age=13,
        text="Мұғаліммен ренжісіп қалдым, сыныпқа кіргім келмейді. Не істесем болады?",
        why="Қатер жоқ, баламен сөйлесу керек.",
    ),
    Story(
        language="ru",
        channel="messenger",
        risk_class=1,
        fate=Fate.HELPED,
        relation="подруга",
        age=15,
        text="Подруга написала, что больше так не может. Она в школе, закрылась в кабинете музыки. "
        "Мне страшно.",
        why="Слова о нежелании жить, ребёнок один.",
    ),
)

DECLINES: Final = {
    "kk": "Көлік бұзылып қалды, жолға шыға алмаймыз.",
    "ru": "Сломалась машина, выехать не можем.",
}
AT_THE_DOOR: Final = {
    "kk": "Директорсыз ешкімді кіргізбейміз деді.",
    "ru": "Охрана сказала: без директора никого не пускаем.",
}
KINDS: Final = {
    "kk": ("психологиялық қолдау", "дағдарыс кезіндегі кеңес"),
    "ru": ("психологическая поддержка", "кризисная консультация"),
}
FORMS: Final = {"kk": ("жеке кездесу",), "ru": ("личная встреча",)}
TERMS: Final = {"kk": "екі апта, аптасына екі рет", "ru": "две недели, два раза в неделю"}
FINDINGS: Final = {
    "kk": "Баламен сөйлестік, сабырға келді. Қауіпсіздік жоспары жасалды, мектеп психологы қасында.",
    "ru": "С ребёнком поговорили, он успокоился. Составлен план безопасности, рядом школьный психолог.",
}
TALKED: Final = {
    "kk": "Телефон арқылы сөйлестік, кеңес берілді.",
    "ru": "Поговорили по телефону, дана консультация.",
}
CONSIDERED: Final = {
    "kk": "Сұрау салу қаралды, көмек түрлері келісілді.",
    "ru": "Запрос рассмотрен, виды помощи согласованы.",
}
CLOSED: Final = {"kk": "Көмек көрсетілді.", "ru": "Помощь оказана."}
INSTEAD: Final = {"kk": "Бірінші топ жауап бермеді.", "ru": "Первая группа не ответила."}
GUARDIAN: Final = {"kk": "Сағымова Динара", "ru": "Небылицына Марина"}
DANGER: Final = {"kk": "Үйдегі ересек адам қауіп төндіреді.", "ru": "Опасность исходит от взрослого в семье."}
