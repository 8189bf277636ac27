package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values stand in addresses as RFC 6570 says, and never lead them elsewhere. */
class AddressTemplateTest {

    /** The variables of RFC 6570 §3.2, and some of a payload. */
    private static final JsonNode VALUES = read("""
            {"count":["one","two","three"],"dom":["example","com"],"dub":"me/too","hello":"Hello World!","half":"50%",
             "var":"value","who":"fred","base":"http://example.com/home/","path":"/foo/bar","list":["red","green","blue"],
             "keys":{"semi":";","dot":".","comma":","},"v":"6","x":"1024","y":"768","empty":"","empty_keys":{},"undef":null,
             "patient.snils":"112-233-445 95","number":9876543210,"truth":true}""");

    private static JsonNode read(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String expand(String template) {
        return AddressTemplate.of(template).expand(VALUES::get);
    }

    private static String expand(String template, String value) {
        return AddressTemplate.of(template).expand(name -> TextNode.valueOf(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {var} | value
            {hello} | Hello%20World%21
            {half} | 50%25
            {x,y} | 1024,768
            {x,hello,y} | 1024,Hello%20World%21,768
            {var:3} | val
            {var:30} | value
            {list} | red,green,blue
            {list*} | red,green,blue
            {keys} | semi,%3B,dot,.,comma,%2C
            {keys*} | semi=%3B,dot=.,comma=%2C
            X{.var} | X.value
            X{.x,y} | X.1024.768
            www{.dom*} | www.example.com
            X{.var:3} | X.val
            X{.list} | X.red,green,blue
            X{.list*} | X.red.green.blue
            {/who} | /fred
            {/who,who} | /fred/fred
            {/half,who} | /50%25/fred
            {/who,dub} | /fred/me%2Ftoo
            {/var,x}/here | /value/1024/here
            {/var:1,var} | /v/value
            {/list} | /red,green,blue
            {/list*} | /red/green/blue
            {/keys*} | /semi=%3B/dot=./comma=%2C
            {;who} | ;who=fred
            {;half} | ;half=50%25
            {;hello:5} | ;hello=Hello
            {;list} | ;list=red,green,blue
            {;list*} | ;list=red;list=green;list=blue
            {;keys*} | ;semi=%3B;dot=.;comma=%2C
            {?who} | ?who=fred
            {?half} | ?half=50%25
            {?x,y} | ?x=1024&y=768
            {?x,y,empty} | ?x=1024&y=768&empty=
            {?x,y,undef} | ?x=1024&y=768
            {?var:3} | ?var=val
            {?list} | ?list=red,green,blue
            {?list*} | ?list=red&list=green&list=blue
            {?keys} | ?keys=semi,%3B,dot,.,comma,%2C
            {?keys*} | ?semi=%3B&dot=.&comma=%2C
            ?fixed=yes{&x} | ?fixed=yes&x=1024
            ?a=b{&x,y,empty} | ?a=b&x=1024&y=768&empty=
            ?a=b{&x,y,undef} | ?a=b&x=1024&y=768
            ?a=b{&list*} | ?a=b&list=red&list=green&list=blue
            /persons/{patient.snils} | /persons/112-233-445%2095
            /persons/{number}?date={empty} | /persons/9876543210?date=
            /persons{?truth} | /persons?truth=true
            """)
    void valuesStandAsInTheExamplesOfTheStandard(String template, String expanded) {
        assertThat(expand(template)).isEqualTo(expanded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{+var}",
                "{#var}",
                "/a{+path}/b",
                "{var",
                "/{var}}",
                "{!x}",
                "{x y}",
                "/with space",
                "/каталог",
                "/a#b",
                "{=x}",
                "{|x}",
                "{@x}"
            })
    void aTemplateThatWouldSpliceOrIsNoneIsRefusedAtOnce(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressTemplate.of(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/{undef}", "/a/{empty}", "/a/{nobody}", "/a{/undef}/b", "/a?x={undef}"})
    void anAddressWithAHoleIsNotMade(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> expand(template)).withMessageContaining("needs a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void noValueLeadsToAnotherPlace(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> expand("/a/{x}/b", value));
        assertThatIllegalArgumentException().isThrownBy(() -> expand("/a{/x}", value));
        assertThat(expand("/a?x={x}", value)).isEqualTo("/a?x=" + value);
    }

    @Test
    void aNestedValueIsRefusedAndNotShown() {
        JsonNode nested = read("{\"a\":[{\"b\":\"secret\"}]}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressTemplate.of("/{a}").expand(nested::get))
                .withMessageContaining("{a}")
                .withMessageNotContaining("secret");
    }

    @Test
    void theVariablesAreKnownBeforeAnyValueIs() {
        assertThat(AddressTemplate.of("/{a.b}/{c}{?d,e*}{&f:3}").variables())
                .containsExactly("a.b", "c", "d", "e", "f");
    }

    @Test
    void aControlCharacterIsEncoded() {
        assertThat(expand("/a/{x}", "1\u007f2\n")).isEqualTo("/a/1%7F2%0A");
    }

    @Property(tries = 500)
    void everyValueStaysInItsPlace(@ForAll String value) {
        Assume.that(!value.isEmpty()
                && !value.equals(".")
                && !value.equals("..")
                && StandardCharsets.UTF_8.newEncoder().canEncode(value)
                && value.length() < 500);
        URI uri = BaseUrl.of("https://service.example/base").with(expand("/a/{x}/b?q={x}&z=1", value));
        assertThat(uri.getHost()).isEqualTo("service.example");
        assertThat(uri.getRawPath().split("/", -1)).hasSize(5);
        assertThat(uri.getRawPath().split("/", -1)[3])
                .satisfies(segment -> assertThat(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                        .isEqualTo(value));
        assertThat(uri.getRawQuery().split("&", -1)).hasSize(2);
        assertThat(uri.getRawFragment()).isNull();
    }

    @Test
    void aValueLongerThanAnyServerReadsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> expand("/{x}", "1".repeat(10_000)));
    }

    @Test
    void wholeNumbersHaveNoExponent() {
        assertThat(AddressTemplate.of("/{x}")
                        .expand(name -> JsonNodeFactory.instance.numberNode(new java.math.BigDecimal("1E+10"))))
                .isEqualTo("/10000000000");
    }
}
