package org.hospitalhub.sandbox.n3;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.hospitalhub.sandbox.Reply;

/** The misbehaviours and the family names that cause them, like test card numbers (docs/sandbox.md). */
enum N3Mischief {
    SLOW("Медленнов", On.ANY, MischiefEffect.after((honest, set) -> honest.after(set.slow()))),
    HANG("Таймаутов", On.ANY, MischiefEffect.instead(set -> Reply.hangUp().after(set.hang()))),
    RESET_BEFORE("Обрывов", On.ANY, MischiefEffect.instead(set -> Reply.hangUp())),
    RESET_AFTER("Потеряев", On.ANY, MischiefEffect.after((honest, set) -> Reply.hangUp())),
    CUT_BODY("Недописов", On.ANY, MischiefEffect.after((honest, set) -> honest.cutAfter(honest.body().length / 2))),
    ERROR_500("Пятисотов", On.ANY, MischiefEffect.instead(set -> Reply.empty(500))),
    HTML_500("Хтмлов", On.ANY, MischiefEffect.instead(set -> SpoiltReplies.htmlPage())),
    UNAVAILABLE_503(
            "Перерывов", On.ANY, MischiefEffect.instead(set -> Reply.empty(503).with("Retry-After", "30"))),
    LIMIT_429("Лимитов", On.ANY, MischiefEffect.instead(set -> SpoiltReplies.limit(429, "60"))),
    LIMIT_403("Квотов", On.ANY, MischiefEffect.instead(set -> SpoiltReplies.limit(403, "60"))),
    UNAUTHORIZED_401(
            "Неключев",
            On.ANY,
            MischiefEffect.instead(
                    set -> SpoiltReplies.envelope(401, "UNAUTHORIZED", "Неверный авторизационный ключ"))),
    FORBIDDEN_403(
            "Запретов",
            On.ANY,
            MischiefEffect.instead(set -> SpoiltReplies.envelope(403, "FORBIDDEN", "Доступ запрещён"))),
    REDIRECT("Переездов", On.ANY, MischiefEffect.instead(set -> Reply.empty(307)
            .with("Location", "http://elsewhere.invalid/mpisnils/Proxy/"))),
    EMPTY_BODY("Пустов", On.ANY, MischiefEffect.after((honest, set) -> SpoiltReplies.text(honest, text -> ""))),
    GARBAGE(
            "Мусоров",
            On.ANY,
            MischiefEffect.after((honest, set) -> SpoiltReplies.text(honest, text -> "{\"patient\": {\"stat"))),
    HUGE("Огромнов", On.ANY, MischiefEffect.after((honest, set) -> SpoiltReplies.huge(honest, set.hugeBytes()))),
    DRIP("Капелькин", On.ANY, MischiefEffect.after((honest, set) -> honest.dripping(set.drip()))),
    GZIP_LABEL("Сжатов", On.ANY, MischiefEffect.after((honest, set) -> honest.with("Content-Encoding", "gzip"))),
    BOM("Бомов", On.ANY, MischiefEffect.after((honest, set) -> SpoiltReplies.text(honest, text -> '\uFEFF' + text))),
    QUOTED_ORDER(
            "Кавычкин",
            On.POST,
            MischiefEffect.after((honest, set) -> SpoiltReplies.text(honest, text -> '"' + text + '"'))),
    ABSOLUTE_URL(
            "Абсолютов",
            On.POST,
            MischiefEffect.after((honest, set) ->
                    SpoiltReplies.text(honest, text -> "https://elsewhere.invalid/mpisnils/Proxy" + text))),
    BARE_UUID(
            "Безслешев",
            On.POST,
            MischiefEffect.after(
                    (honest, set) -> SpoiltReplies.text(honest, text -> text.substring(text.lastIndexOf('/') + 1)))),
    FLAT_STATUS(
            "Плоский", On.GET, MischiefEffect.after((honest, set) -> SpoiltReplies.text(honest, SpoiltReplies::flat))),
    WRONG_CASE(
            "Регистров",
            On.GET,
            MischiefEffect.after(
                    (honest, set) -> SpoiltReplies.text(honest, text -> text.replace("\"patient\"", "\"Patient\"")
                            .replace("\"status\"", "\"STATUS\"")
                            .replace("\"snils\"", "\"Snils\"")
                            .replace("\"result\"", "\"Result\"")
                            .replace("\"unitedPolicyNumber\"", "\"unitedpolicynumber\"")))),
    TWO_ANSWERS(
            "Дублев", On.GET, MischiefEffect.after((honest, set) -> SpoiltReplies.text(honest, text -> text + text))),
    FORGOTTEN(
            "Забывалов",
            On.GET,
            MischiefEffect.instead(set -> SpoiltReplies.envelope(404, "ORDER_NOT_FOUND", "Заказ не найден"))),
    UNKNOWN_STATUS("Неизвестнов", On.GET, MischiefEffect.content(content -> SpoiltReplies.status("Приостановлено"))),
    NO_RESULT("Безснилсов", On.GET, MischiefEffect.content(content -> SpoiltReplies.status("Выполнено"))),
    BUSINESS_ERROR(
            "Ошибкин",
            On.GET,
            MischiefEffect.content(
                    content -> SpoiltReplies.failure("NOT_IDENTIFIED", "Запрашиваемые сведения не найдены"))),
    LIMIT_IN_STATUS(
            "Превышалов",
            On.GET,
            MischiefEffect.content(content -> SpoiltReplies.failure("LIMIT", "Превышен лимит запросов"))),
    NEVER("Бесконечнов", On.GET, MischiefEffect.content(content -> SpoiltReplies.status("В процессе"))),
    WRONG_CHECK("Контролев", On.GET, MischiefEffect.content(SpoiltReplies::wrongCheck));

    /** The requests to which a misbehaviour can apply. */
    enum On {
        POST,
        GET,
        ANY;

        boolean covers(On request) {
            return this == ANY || this == request;
        }
    }

    final String family;
    final On on;

    @SuppressWarnings("ImmutableEnumChecker") // the effects are functions without state
    final MischiefEffect effect;

    N3Mischief(String family, On on, MischiefEffect effect) {
        this.family = family;
        this.on = on;
        this.effect = effect;
    }

    /** Returns the name in the control API: {@code reset-after}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<N3Mischief> named(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }

    /** Returns the misbehaviour of a normalised family name, also in its feminine form. */
    static Optional<N3Mischief> calledBy(String family) {
        return Arrays.stream(values())
                .filter(one -> {
                    String man = Person.normal(one.family);
                    return family.equals(man) || family.equals(woman(man));
                })
                .findFirst();
    }

    private static String woman(String man) {
        return man.endsWith("ИЙ") ? man.substring(0, man.length() - 2) + "АЯ" : man + "А";
    }
}
