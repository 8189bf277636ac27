package org.hospitalhub.service.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            digits(.n, 11)                          | {"n": 1122334459}            | "01122334459"
            digits(.n, 11)                          | {"n": "112-233-445 95"}      | "11223344595"
            digits(.n, 11)                          | {"n": 1.1223344595E10}       | "11223344595"
            digits(.n, 11)                          | {"n": "11223344595.0"}       | "11223344595"
            digits(.n, 11)                          | {"n": "00112233445"}         | "00112233445"
            digits(.n, 5)                           | {"n": "abc"}                 | "abc"
            digits(.n, 5)                           | {}                           | null
            truth(.n)                               | {"n": "1"}                   | true
            truth(.n)                               | {"n": 0}                     | false
            truth(.n)                               | {"n": "True"}                | true
            truth(.n)                               | {"n": "maybe"}               | null
            unbase64(base64(.n))                    | {"n": "Ж"}                   | "Ж"
            iso-date(.n, "dd.MM.yyyy")              | {"n": "31.10.1992"}          | "1992-10-31"
            iso-date(.n, "dd.MM.yyyy")              | {"n": "31.02.1992"}          | null
            iso-date(.n, "dd.MM.yyyy", "yyyyMMdd")  | {"n": "19921031"}            | "1992-10-31"
            iso-date(.n)                            | {"n": "1992-10-31T10:00:00Z"} | "1992-10-31"
            before(.a, .b)                          | {"a": "2020-01-01", "b": "2020-01-02"} | true
            before(.a, .b)                          | {"a": "2020-01-01"}          | false
            years(.a, .b)                           | {"a": "2000-06-01", "b": "2014-05-31"} | 13
            years(.a, .b)                           | {"a": "2000-06-31", "b": "2014-05-31"} | null
            days(.a, .b)                            | {"a": "2020-01-03", "b": "2020-01-01"} | -2
            capture(.n, "/(?<id>[0-9]+)$")          | {"n": "/a/17"}               | {"id": "17"}
            test(.n, "^\\\\p{IsCyrillic}+$")          | {"n": "Жар"}                 | true
            replace(.n, "([0-9])-", "$1")           | {"n": "1-2"}                 | "12"
            split(.n, ",")                          | {"n": "a,b"}                 | ["a","b"]
            file-size(.n)                           | {"n": "AAEC"}                | 3
            file-hash(.n, "sha-256")                | {"n": "YWJj"}                | "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            file-hash(.n, "md5", "base64")          | {"n": "YWJj"}                | "kAFQmDzST7DWlj99KOF/cg=="
            file-size(.m)                           | {"n": "YWJj"}                | null
            {"a": [], "b": .none}                   | {}                           | {"a": []}
            """)
    void anExpressionGivesAValue(String expression, String input, String expected) throws Exception {
        assertThat(Expression.compile(expression).apply(json(input), Map.of()))
                .hasToString(json(expected).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"test(.n, \"a+\")", "capture(.n, \"a+\")", "split(.n, \"b\")", "replace(.n, \"a\", \"\")"})
    void aTextOfMegabytesIsNotSearched(String expression) throws Exception {
        JsonNode input = json("{\"n\":\"%s\"}".formatted("a".repeat(100_001)));
        assertThatThrownBy(() -> Expression.compile(expression).apply(input, Map.of()))
                .isInstanceOf(WrongExpressionException.class);
    }

    @Test
    void anExpressionFitsNoTextOfMegabytes() {
        Pattern letters = Patterns.compile("a+");
        String longest = "a".repeat(100_000);
        assertThat(Patterns.fits(letters, longest)).isTrue();
        assertThat(Patterns.fits(letters, longest + "a")).isFalse();
        assertThat(Patterns.isIn(letters, longest + "a")).isFalse();
        assertThat(Patterns.isInBeginning(letters, longest + "a")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            .a +                          | 1 | ends too early
            .a == "x                      | 1 |
            [for (.a) .b                  | 1 | ends too early
            lowercase(.a, .b, .c)         | 1 | lowercase
            nosuch(.a)                    | 1 | There is no function nosuch
            import "x.jslt" as x x:f(.)   | 1 | Imports are not allowed
            def f(n) f($n) f(1)           | 1 | Functions of your own (def) are not allowed
            [for (.a) [for (.b) [for (.c) [for (.d) .e]]]] | 1 | More than three loops
            """)
    void aWrongExpressionSaysWhyAndWhere(String expression, int line, String why) {
        assertThatThrownBy(() -> Expression.compile(expression))
                .isInstanceOfSatisfying(WrongExpressionException.class, wrong -> {
                    assertThat(wrong.line()).isEqualTo(line);
                    assertThat(wrong.getMessage())
                            .contains(why == null ? "" : why)
                            .doesNotContain("Was expecting");
                });
    }

    @Test
    void onlyVariablesFromOutsideAreListed() {
        assertThat(Expression.compile("let a = $order.id {\"b\": [for (.x) $a + $memory.b]}")
                        .variables())
                .containsExactlyInAnyOrder("order", "memory");
    }

    @Test
    void anInputOfTheWrongKindIsSaidWithoutItsValue() {
        assertThatThrownBy(() -> Expression.compile("unbase64(.a)").apply(json("{\"a\":\"Тестов\"}"), Map.of()))
                .isInstanceOf(WrongExpressionException.class)
                .hasMessageContaining("unbase64(.a)")
                .hasMessageNotContaining("Тестов");
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|a)*$", "^(\\w+\\s?)+$"})
    void noRegularExpressionTakesLong(String regex) {
        String text = "a".repeat(50_000) + "!";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(Patterns.compile(regex).matcher(text).find()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (?=a)b   | Look-ahead
            (a)\\1   | References
            [a       | cannot be used
            a{2000}  | cannot be used
            """)
    void aRegularExpressionThatCannotBeBoundedIsRefused(String regex, String why) {
        assertThatThrownBy(() -> Patterns.compile(regex.replace("\\\\", "\\")))
                .isInstanceOf(WrongExpressionException.class)
                .hasMessageContaining(why);
    }
}
