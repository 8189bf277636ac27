package org.hospitalhub.ledger.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.hospitalhub.rules.Wording;

/** Writes sentences as the ledger keeps them: the English text, and beside it key and arguments or the texts of a definition. */
public final class WordingJson {

    private WordingJson() {}

    /** Returns a sentence as JSON; a text that is not translated is a JSON string. */
    public static JsonNode of(Wording wording) {
        if (!wording.translated()) {
            return TextNode.valueOf(wording.text());
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("text", wording.text());
        if (wording.key() != null) {
            json.put("key", wording.key());
        }
        if (!wording.arguments().isEmpty()) {
            wording.arguments().stream().map(WordingJson::of).forEach(json.putArray("arguments")::add);
        }
        if (!wording.texts().isEmpty()) {
            wording.texts().forEach(json.putObject("texts")::put);
        }
        return json;
    }

    /** Reads a sentence. */
    public static Wording read(JsonNode json) {
        if (!json.isObject()) {
            return Wording.verbatim(json.asText());
        }
        List<Wording> arguments = new ArrayList<>();
        json.path("arguments").forEach(argument -> arguments.add(read(argument)));
        Map<String, String> texts = new HashMap<>();
        json.path("texts")
                .properties()
                .forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
        return new Wording(json.path("text").asText(), json.path("key").textValue(), arguments, texts);
    }

    /** Returns a finding; {@code message} is what versions read that know English only. */
    static ObjectNode of(Finding finding) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("code", finding.code())
                .put("path", finding.path())
                .put("message", finding.message())
                .put("severity", finding.severity().name());
        if (finding.wording().translated()) {
            ObjectNode wording = (ObjectNode) of(finding.wording());
            wording.remove("text"); // stands in message
            json.set("wording", wording);
        }
        return json;
    }

    static Finding finding(JsonNode json) {
        String message = json.path("message").asText();
        Wording wording = json.get("wording") instanceof ObjectNode words
                ? read(words.deepCopy().put("text", message))
                : Wording.verbatim(message);
        return new Finding(
                json.path("code").asText(),
                json.path("path").asText(),
                wording,
                Severity.valueOf(json.path("severity").asText("ERROR").toUpperCase(Locale.ROOT)));
    }
}
