package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Busy, try again | Busy, try again
            {"a":"<b>"} | {"a":"<b>"}
            <p>a < b and c > d</p> | a < b and c > d
            <h1>x<br>y</h1><table><tr><td>1</td><td>2</td></table>z | x y 1 2 z
            <html><script>var a='</p>'</script>Hi<!-- c --> there | Hi there
            <html><style>p{}</style>AT&T &unknown; &#1078; &#x436;&nbsp;! | AT&T &unknown; ж ж !
            <?xml version="1.0"?><error><code>1</code><text>No &lt;b&gt;</text></error> | 1 No <b>
            <s:Envelope><s:Body><faultstring>No</faultstring></s:Body></s:Envelope> | No
            <html><body>Not finished <a href="x | Not finished
            """)
    void markupIsLeftOutAndItsTextKept(String answer, String text) {
        assertThat(ErrorText.readable(answer)).isEqualTo(text);
    }
}
