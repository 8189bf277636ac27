package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** XML by the fixed convention, both ways. */
class XmlMediaTest {

    private static final BodyReader READER = new BodyReader(ReadingOptions.plain(Media.XML, 2_000_000));

    private static JsonNode tree(String json) throws IOException {
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(json);
    }

    private static JsonNode read(byte[] xml) {
        return READER.read("application/xml", xml).tree();
    }

    private static JsonNode read(String xml) {
        return read(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String write(String json) throws IOException {
        return new String(BodyWriter.write(tree(json), Media.XML, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <a/> | {"a":""}
            <a>x</a> | {"a":"x"}
            <a> x </a> | {"a":"x"}
            <a b="1"/> | {"a":{"@b":"1"}}
            <a b="1">x</a> | {"a":{"@b":"1","#text":"x"}}
            <a><b>1</b><c>2</c></a> | {"a":{"b":"1","c":"2"}}
            <a><b>1</b><c>2</c><b>3</b><b/></a> | {"a":{"b":["1","3",""],"c":"2"}}
            <a>x<b>1</b>y</a> | {"a":{"b":"1","#text":"xy"}}
            <p:a xmlns:p="urn:x" p:b="1"><p:c>2</p:c></p:a> | {"a":{"@b":"1","c":"2"}}
            <a xmlns="urn:x"><b/></a> | {"a":{"b":""}}
            <a xmlns:p="urn:x" b="1" p:b="2"/> | {"a":{"@b":"1","@p:b":"2"}}
            <a><![CDATA[<x>]]>&amp;&#1105;</a> | {"a":"<x>&ё"}
            <a><!-- no --><?no pi?>x</a> | {"a":"x"}
            """)
    void elementsAttributesAndTextAreReadByTheConvention(String xml, String json) throws IOException {
        assertThat(read(xml)).isEqualTo(tree(json));
        assertThat(read("<?xml version='1.0'?>\n<!-- x -->" + xml + "\n")).isEqualTo(tree(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":""} | <a></a>
            {"a":null} | <a></a>
            {"a":{"@b":1,"#text":"x"}} | <a b="1">x</a>
            {"a":{"b":["1",true,{"c":1E+3}],"d":null}} | <a><b>1</b><b>true</b><b><c>1000</c></b></a>
            {"p:a":{"@xmlns:p":"urn:x","p:b":"<&>\\"'"}} | <p:a xmlns:p="urn:x"><p:b>&lt;&amp;&gt;"'</p:b></p:a>
            {"a":{"@b":"\\"\\n<"}} | <a b="&quot;&#10;&lt;"></a>
            """)
    void aTreeIsWrittenByTheConvention(String json, String xml) throws IOException {
        assertThat(write(json)).isEqualTo(xml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"a\"",
                "{\"a\":1,\"b\":2}",
                "{\"a\":[1,2]}",
                "{\"a b\":1}",
                "{\"1a\":1}",
                "{\"a\":{\"@b\":{\"c\":1}}}",
                "{\"a\":{\"<b\":1}}",
                "{\"a\":\"\\u0001\"}",
                "{\"a\":[[1]]}",
                "{\"\":1}"
            })
    void aTextThatXmlCannotHoldIsRefusedWithoutItsValue(String json) throws IOException {
        JsonNode tree = tree(json);
        assertThatThrownBy(() -> BodyWriter.write(tree, Media.XML, StandardCharsets.UTF_8))
                .isInstanceOf(UnwritableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x'> %x;]><a/>",
                "<a>&x;</a>",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a>\u0001</a>",
                "text",
                "<a b='1' b='2'/>"
            })
    void noDocumentTypeNoEntityAndNothingBrokenIsRead(String xml) {
        assertThat(read(xml).isMissingNode()).isTrue();
    }

    @Test
    void namespacesOfOneTagAreBounded() {
        assertThat(read(declaring(64)).isMissingNode()).isFalse();
        assertThat(read(declaring(65)).isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xmlns:a='b' ",
                "&lt;a xmlns='b'&gt;",
                "<![CDATA[ <a xmlns='b' ]]>",
                "<!-- xmlns <a -->",
                "<a xmlns='b'/>"
            })
    void namespacesThatAreNotOfOneTagAreNotCounted(String repeated) {
        assertThat(read("<r>" + repeated.repeat(100) + "</r>").isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'>'", "'&lt;'", "'\"'", "\"'\""})
    void noValueHidesTheNamespacesOfATag(String value) {
        StringBuilder tag = new StringBuilder("<r");
        for (int i = 0; i < 65; i++) {
            tag.append(" xmlns:n").append(i).append('=').append(value);
        }
        assertThat(read(tag + "/>").isMissingNode()).isTrue();
    }

    private static String declaring(int namespaces) {
        StringBuilder tag = new StringBuilder("<r");
        for (int i = 0; i < namespaces; i++) {
            tag.append(" xmlns:n").append(i).append("='x'");
        }
        return tag + "><a xmlns='y'/></r>";
    }

    @Test
    void depthIsBounded() {
        assertThat(read("<a>".repeat(100) + "</a>".repeat(100)).isMissingNode()).isFalse();
        assertThat(read("<a>".repeat(101) + "</a>".repeat(101)).isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1251", "koi8-r", "UTF-16", "US-ASCII", "ISO-8859-1"})
    void everyCharsetHoldsEveryText(String charset) throws Exception {
        JsonNode tree = tree("{\"a\":\"Щука ё € 日本 😀\"}");
        byte[] xml = BodyWriter.write(tree, Media.XML, Charset.forName(charset));
        Document parsed =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        assertThat(parsed.getDocumentElement().getTextContent()).isEqualTo("Щука ё € 日本 😀");
        assertThat(read(xml)).isEqualTo(tree);
        byte[] json = BodyWriter.write(tree, Media.JSON, Charset.forName(charset));
        assertThat(new BodyReader(ReadingOptions.plain(Media.JSON, 1000))
                        .read("application/json;charset=" + charset, json)
                        .tree())
                .isEqualTo(tree);
    }

    @Property(tries = 300)
    void anyTextComesBackOrIsRefused(@ForAll String text, @ForAll String attribute) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("a").put("@b", attribute).put("c", text);
        byte[] xml;
        try {
            xml = BodyWriter.write(tree, Media.XML, StandardCharsets.UTF_8);
        } catch (UnwritableException controlCharacter) {
            return;
        }
        assertThat(read(xml).path("a").path("@b").asText()).isEqualTo(attribute);
        assertThat(read(xml).path("a").path("c").asText()).isEqualTo(text.strip());
    }
}
