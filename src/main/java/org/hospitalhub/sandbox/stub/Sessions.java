package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.stub.Definition.Door;

/** Simulates log-ins with name and password, whose answer has the token where the definition looks for it. */
final class Sessions {

    private static final Pattern HEADER = Pattern.compile("\\$(headers|cookies)\\.\"?([^\"]+)\"?");
    private static final Pattern DOCUMENT = Pattern.compile("element\\(\\$text, *\"([^\"]+)\"\\)");
    private static final Pattern PATH = Pattern.compile("(?:\\.(?:[\\p{L}_][\\p{L}\\p{N}_-]*|\"[^\"]+\"))+");
    private static final String FORM = "application/x-www-form-urlencoded";

    private Sessions() {}

    /** Returns whether the body of a log-in has the parameters of the definition. */
    static boolean knows(JsonNode auth, StubSettings settings, Call call) {
        boolean[] right = {true};
        try {
            JsonNode body = auth.path("parameters").isEmpty()
                    ? JsonNodeFactory.instance.objectNode()
                    : Tree.read(auth.path("media").asText(FORM), call.body());
            JsonNode given = auth.has("inside") ? body.path(auth.path("inside").asText()) : body;
            auth.path("parameters")
                    .forEachEntry((name, text) ->
                            right[0] &= given.path(name).asText().equals(settings.resolve(text.asText())));
        } catch (IOException unreadable) {
            return false;
        }
        return right[0];
    }

    /** Returns the answer to a log-in. */
    static Reply begun(Door door, String token, Duration lifetime) {
        String find = door.auth().path("find").asText();
        Matcher header = HEADER.matcher(find);
        Matcher document = DOCUMENT.matcher(find);
        Map<String, String> headers = new LinkedHashMap<>();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (header.matches()) {
            boolean cookie = header.group(1).equals("cookies");
            headers.put(
                    cookie ? "Set-Cookie" : header.group(2),
                    cookie ? header.group(2) + "=" + token + "; Path=/; HttpOnly" : token);
        } else if (document.find()) {
            set(body, door, document.group(1), token);
        } else {
            // A log-in may give several words that the definition joins: each is the token.
            PATH.matcher(find)
                    .results()
                    .forEach(path -> LogIns.set(body, path.group(), JsonNodeFactory.instance.textNode(token)));
        }
        String expires = door.auth().path("expires").asText();
        if (expires.startsWith(".")) {
            LogIns.set(body, expires, JsonNodeFactory.instance.numberNode(lifetime.toSeconds()));
        }
        if (body.isEmpty()) {
            return new Reply(200, headers, new byte[0]);
        }
        String media = door.media();
        headers.put("Content-Type", media);
        return new Reply(200, headers, Tree.write(media, body));
    }

    /** Sets a document with the token, in an envelope of the same name as the one in which the lifetime is looked for. */
    private static void set(ObjectNode body, Door door, String name, String token) {
        String[] expires = door.auth().path("expires").asText().split("[.]");
        String root = expires.length > 2 ? expires[1] : "Envelope";
        LogIns.set(
                body,
                "." + root + "." + name,
                JsonNodeFactory.instance.objectNode().put("@ID", "_" + token));
    }
}
