package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hospitalhub.calls.AddressTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePathTest {

    private static final String ROOT = "/api/pspsmi/v1.2/PBR001";

    @Property
    void thePathStaysUnderItsServiceWhateverTheParameters(@ForAll("parameters") List<String> parameters) {
        Assume.that(parameters.stream().allMatch(ServicePath::isSafe));
        String path = path("pspsmi", parameters);
        assertThat(path.split("/", -1)).hasSize(5 + parameters.size());
        assertThat(path).matches("/api/pspsmi/v1\\.2/PBR001(/[A-Za-z0-9._~%-]+)*");
        assertThat(URI.create("https://x" + path).normalize().getRawPath()).isEqualTo(path);
        // Also behind servers that decode, take backslashes for slashes, cut path parameters and normalise only then.
        String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        assertThat(normalised(decoded)).startsWith(ROOT);
    }

    @Property
    void everyParameterComesBackWhenItsSegmentIsDecoded(@ForAll("parameters") List<String> parameters) {
        Assume.that(parameters.stream().allMatch(ServicePath::isSafe));
        String path = path("pspsmi", parameters);
        List<String> segments = List.of(path.split("/", -1));
        assertThat(segments.subList(5, segments.size()))
                .map(segment -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
                .isEqualTo(parameters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "../x", "a/../b", "..\\x", "a\\..", "..;x", "/..;/", "a/.", "\n", "a\u0000", "\uD800"
            })
    void aParameterThatServersReadDifferentlyIsNotSafe(String parameter) {
        assertThat(ServicePath.isSafe(parameter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "a..b", "v1.2", "2026.11.21", "Бастун", "a/b", " ", "%2e%2e", "?", "#"})
    void aParameterThatOnlyLooksStrangeIsSafe(String parameter) {
        assertThat(ServicePath.isSafe(parameter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "%2e", "а", "-x", "x?y"})
    void aSegmentOfTheServiceIsPlain(String segment) {
        assertThat(ServicePath.isSegment(segment)).isFalse();
    }

    /** The path as the address of the definition makes it. */
    private static String path(String module, List<String> parameters) {
        return AddressTemplate.of("/api/{module}/{version}/{service}{/parameters*}")
                .expand(name -> switch (name) {
                    case "module" -> TextNode.valueOf(module);
                    case "version" -> TextNode.valueOf("v1.2");
                    case "service" -> TextNode.valueOf("PBR001");
                    default -> new ObjectMapper().valueToTree(parameters);
                });
    }

    @Provide
    Arbitrary<List<String>> parameters() {
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<String> nasty = Arbitraries.strings()
                .withChars("./\\%;?#+&=:@ 2eEfF5cCаЯ~\u202E")
                .ofMinLength(1)
                .ofMaxLength(12);
        return Arbitraries.oneOf(any, nasty).filter(ServicePath::isSafe).list().ofMaxSize(4);
    }

    private static String normalised(String decoded) {
        java.util.ArrayDeque<String> stack = new java.util.ArrayDeque<>();
        for (String segment : decoded.split("[/\\\\]")) {
            String bare = segment.replaceAll(";.*", "");
            if (bare.equals("..")) {
                stack.pollLast();
            } else if (!bare.equals(".") && !bare.isEmpty()) {
                stack.addLast(bare);
            }
        }
        return "/" + String.join("/", stack);
    }
}
