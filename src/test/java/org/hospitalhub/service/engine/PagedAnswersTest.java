package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Function;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer that comes in pages: each form of the next page, limits, mischief and kills between the pages. */
class PagedAnswersTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
            limits: [{requests: %s, window: 60s, margin: 0s}]
            doors:
              api: {url: "{settings.base-url}"}
            errors:
              - {when: {status: [408, 503]}, then: retry}
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.list:
                kind: ask
                step:
                  request: GET /items{?day}
                  paged: %s
                  answer:
                    - {when: {status: 200, is: 'is-array(.items)'}, then: done, result: {items: .items, total: .total}}
            """;

    @TempDir
    Path folder;

    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(String paged, Function<Asked, Answer> server) throws Exception {
        return play(100, paged, server);
    }

    private Order play(int requests, String paged, Function<Asked, Answer> server) throws Exception {
        stage = new LabFixture(folder, LAB.formatted(requests, paged), server::apply);
        return stage.end(stage.accept("lab.list", "{\"day\":\"2026-06-15\"}"));
    }

    private static final String MINE = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}"}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.list:
                kind: ask
                step:
                  request: GET /items{?day}
                  pause: {least: 1s}
                  paged: {next: .next, join: .items}
                  answer:
                    - {when: {status: 200, is: 'contains($payload.day, [for (.items) .day])'}, then: done, result: {n: 'size(.items)'}}
                    - {when: {status: 200, is: is-array(.items)}, then: wait, remember: {all: size(.items)}}
            """;

    @Test
    void aListInPagesIsAskedForAgainUntilTheOwnEntryIsInIt() throws Exception {
        int[] rounds = {0};
        stage = new LabFixture(folder, MINE, asked -> {
            if (!asked.line().contains("page=2")) {
                rounds[0]++;
                return Answer.json("{\"items\":[{\"day\":\"a\"},{\"day\":\"b\"}],\"next\":\"items?page=2\"}");
            }
            return Answer.json("{\"items\":[{\"day\":\"%s\"}]}".formatted(rounds[0] < 3 ? "c" : "2026-06-15"));
        });
        Order order = stage.end(stage.accept("lab.list", "{\"day\":\"2026-06-15\"}"));
        assertThat(order.problem()).isNull();
        assertThat(stage.result(order)).hasToString("{\"n\":3}");
        assertThat(stage.seen()).hasSize(6);
    }

    private static final String NEXT_STEP = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}"}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.list:
                kind: steps
                steps:
                  list:
                    request: GET /items{?day}
                    paged: {next: .next, join: .items, into: all}
                    answer:
                      - {when: {status: 200, is: .all}, then: close, remember: {all: .all}}
                      - {when: {status: 200, is: is-array(.items)}, then: done}
                  close:
                    request: GET /close
                    answer: [{when: {status: 200}, then: done, result: {all: $memory.all}}]
            """;

    @Test
    void allPagesTogetherLeadToTheNextStep() throws Exception {
        stage = new LabFixture(
                folder,
                NEXT_STEP,
                asked -> asked.line().contains("close")
                        ? Answer.json("{}")
                        : asked.line().contains("page=2")
                                ? Answer.json("{\"items\":[3]}")
                                : Answer.json("{\"items\":[1,2],\"next\":\"items?page=2\"}"));
        Order order = stage.end(stage.accept("lab.list", "{\"day\":\"2026-06-15\"}"));
        assertThat(stage.result(order)).hasToString("{\"all\":[1,2,3]}");
    }

    @Test
    void theOwnEntryOnAnEarlierPageCountsToo() throws Exception {
        stage = new LabFixture(
                folder,
                MINE,
                asked -> Answer.json(
                        asked.line().contains("page=2")
                                ? "{\"items\":[{\"day\":\"a\"}]}"
                                : "{\"items\":[{\"day\":\"2026-06-15\"}],\"next\":\"items?page=2\"}"));
        Order order = stage.end(stage.accept("lab.list", "{\"day\":\"2026-06-15\"}"));
        assertThat(stage.result(order)).hasToString("{\"n\":2}");
    }

    @Test
    void aPageWhoseItemsCannotBeReadIsNoEmptyPage() throws Exception {
        int[] calls = {0};
        Order order = play(
                "{next: .next, join: '[for (.items) number(.)]'}",
                asked -> asked.line().contains("page=2")
                        ? calls[0]++ == 0 ? Answer.json("{\"items\":[\"x-y\"]}") : Answer.json("{\"items\":[3]}")
                        : Answer.json("{\"items\":[1,2],\"next\":\"items?page=2\"}"));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.ledger().orders().result(order.id())).hasToString("Optional[{\"items\":[1,2,3]}]");
        assertThat(calls[0]).isEqualTo(2);
    }

    @Test
    void aPageWhoseNextOneCannotBeReadIsNotTheLastOne() throws Exception {
        int[] calls = {0};
        Order order = play(
                "{next: number(.more), parameter: page, join: .items}",
                asked -> asked.line().contains("page=2")
                        ? Answer.json("{\"items\":[3]}")
                        : Answer.json("{\"items\":[1,2],\"more\":\"%s\"}".formatted(calls[0]++ == 0 ? "two" : "2")));
        assertThat(stage.ledger().orders().result(order.id())).hasToString("Optional[{\"items\":[1,2,3]}]");
    }

    private static Answer page(int number, String more) {
        return Answer.json("{\"items\":[%d,%d],\"total\":6%s}".formatted(2 * number - 1, 2 * number, more));
    }

    private static int number(Asked asked, String parameter) {
        String found = asked.line().replaceFirst(".*[?&]" + parameter + "=([^&]*).*", "$1");
        return found.matches("[0-9]+") ? Integer.parseInt(found) : 1;
    }

    private void assertWhole(Order order) {
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.result(order)).isEqualTo(LabFixture.json("{\"items\":[1,2,3,4,5,6],\"total\":6}"));
    }

    @Test
    void aLinkInTheHeaderLeadsToTheNextPage() throws Exception {
        Order order = play("{next: header.link, join: .items}", asked -> {
            int page = number(asked, "page");
            Answer answer = page(page, "");
            return page == 3
                    ? answer.with("Link", "</api/items?page=2>; rel=prev")
                    : answer.with(
                            "Link",
                            "</api/items?page=1>; rel=\"first\", </api/items?day=2026-06-15&page=%d>; title=\"a, b\"; rel=\"last next\""
                                    .formatted(page + 1));
        });
        assertWhole(order);
        assertThat(stage.seen())
                .containsExactly(
                        "GET /api/items?day=2026-06-15",
                        "GET /api/items?day=2026-06-15&page=2",
                        "GET /api/items?day=2026-06-15&page=3");
    }

    @Test
    void aWholeAddressInTheBodyLeadsToTheNextPage() throws Exception {
        assertWhole(play("{next: .links.next, join: .items}", asked -> {
            int page = number(asked, "page");
            String next = stage.base() + "/api/items?page=" + (page + 1);
            return page(
                    page, page == 3 ? ",\"links\":{\"next\":null}" : ",\"links\":{\"next\":\"%s\"}".formatted(next));
        }));
    }

    @Test
    void aLinkWithCharactersThatAnAddressMustNotHaveIsFollowed() throws Exception {
        assertWhole(play("{next: .next, join: .items}", asked -> {
            int page = number(asked, "page");
            String next = stage.base() + "/api/items?id=urn:oid:1.2|7 ä&page=" + (page + 1);
            return page(page, page == 3 ? "" : ",\"next\":\"%s\"".formatted(next));
        }));
        assertThat(stage.seen()).contains("GET /api/items?id=urn:oid:1.2%7C7%20%C3%A4&page=2");
    }

    @Test
    void aCursorIsSentAsParameter() throws Exception {
        Order order = play("{next: .cursor, parameter: after, join: .items}", asked -> {
            int page = asked.line().contains("x%2B%262") ? 2 : asked.line().contains("x%2B%263") ? 3 : 1;
            return page(page, page == 3 ? ",\"cursor\":\"\"" : ",\"cursor\":\"x+&%d\"".formatted(page + 1));
        });
        assertWhole(order);
        assertThat(stage.seen()).contains("GET /api/items?day=2026-06-15&after=x%2B%262");
    }

    @Test
    void pagesAreCountedWhereTheAnswerNamesNone() throws Exception {
        assertWhole(play(
                "{next: 'if (size(.items) > 0) $page + 1', parameter: page, join: .items}",
                asked -> number(asked, "page") > 3
                        ? Answer.json("{\"items\":[],\"total\":6}")
                        : page(number(asked, "page"), "")));
    }

    @Test
    void eachPageTakesAPermit() throws Exception {
        Order order = play(2, "{next: 'if ($page < 3) $page + 1', parameter: page, join: .items}", asked -> {
            return page(number(asked, "page"), "");
        });
        assertWhole(order);
        assertThat(order.finishedAt()).isAfterOrEqualTo(order.acceptedAt().plusSeconds(60));
    }

    @Test
    void aHubThatWasKilledGoesOnWithTheMissingPage() throws Exception {
        stage = new LabFixture(
                folder,
                LAB.formatted(100, "{next: 'if ($page < 3) $page + 1', parameter: page, join: .items}"),
                asked -> page(number(asked, "page"), ""));
        Order order = stage.accept("lab.list", "{}");
        stage.one();
        stage.one();
        stage.restart();
        assertWhole(stage.end(order));
        assertThat(stage.seen()).containsExactly("GET /api/items", "GET /api/items?page=2", "GET /api/items?page=3");
    }

    @Test
    void aPageThatFailsIsAskedForAgain() throws Exception {
        int[] failures = {2};
        assertWhole(play("{next: 'if ($page < 3) $page + 1', parameter: page, join: .items}", asked -> {
            int page = number(asked, "page");
            return page == 2 && failures[0]-- > 0 ? new Answer(503, "", java.util.Map.of()) : page(page, "");
        }));
    }

    @Test
    void moreThanTheMostPagesAreNoAnswer() throws Exception {
        Order order = play(
                "{next: $page + 1, parameter: page, join: .items, most: 4}", asked -> page(number(asked, "page"), ""));
        assertThat(order.problem()).extracting("code").isEqualTo("PAGES_TOO_MANY");
        assertThat(stage.seen()).hasSize(4);
    }

    @Test
    void pagesThatAreTooLargeTogetherAreNoAnswer() throws Exception {
        String filler = ",\"filler\":\"" + "x".repeat(3000) + "\"";
        Order order = play("{next: $page + 1, parameter: page, join: .items, size: 8KB}", asked -> {
            return page(number(asked, "page"), filler);
        });
        assertThat(order.problem()).extracting("code").isEqualTo("PAGES_TOO_LARGE");
        assertThat(stage.seen()).hasSize(3);
    }

    @Test
    void aNextPageElsewhereIsNotAskedFor() throws Exception {
        Order order = play("{next: header.link, join: .items}", asked -> page(1, "")
                .with("Link", "<http://127.0.0.2:1/api/items?page=2>; rel=next"));
        assertThat(order.problem()).extracting("code").isEqualTo("PAGE_ADDRESS");
    }

    @Test
    void aPageThatLeadsToItselfEnds() throws Exception {
        Order order = play(
                "{next: header.link, join: .items}", asked -> page(1, "").with("Link", "<?day=2026-06-15>; rel=next"));
        assertThat(order.problem()).extracting("code").isEqualTo("PAGE_AGAIN");
        assertThat(stage.seen()).hasSize(1);
    }
}
