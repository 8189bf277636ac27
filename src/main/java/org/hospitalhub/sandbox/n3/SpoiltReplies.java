package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hospitalhub.sandbox.Reply;

/** Creates the replies of misbehaviours. */
final class SpoiltReplies {

    private static final String PAGE = "text/html; charset=utf-8";

    private SpoiltReplies() {}

    static Reply htmlPage() {
        return Reply.of(
                500,
                PAGE,
                "<!DOCTYPE html><html><head><title>500</title></head><body><h1>Внутренняя ошибка</h1>"
                        + "<p>Обратитесь к администратору.</p></body></html>");
    }

    static Reply limit(int status, String retryAfter) {
        return envelope(status, "LIMIT_EXCEEDED", "Превышен лимит запросов").with("Retry-After", retryAfter);
    }

    static Reply envelope(int status, String code, String description) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("code", code).put("description", description);
        return new Reply(status, Map.of(), utf8(body.toString()))
                .with("Content-Encoding", "application/json; charset=utf-8");
    }

    static Reply text(Reply honest, UnaryOperator<String> change) {
        String text = new String(honest.body(), StandardCharsets.UTF_8);
        return new Reply(honest.status(), honest.headers(), utf8(change.apply(text)), honest.manner());
    }

    /** Returns valid JSON of this size, by a long last field. */
    static Reply huge(Reply honest, int bytes) {
        byte[] head = utf8("{\"patient\":{\"status\":\"В процессе\",\"padding\":\"");
        byte[] tail = utf8("\"}}");
        byte[] body = new byte[Math.max(bytes, head.length + tail.length)];
        Arrays.fill(body, (byte) 'x');
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(tail, 0, body, body.length - tail.length, tail.length);
        return new Reply(honest.status(), honest.headers(), body, honest.manner());
    }

    static String flat(String status) {
        int from = status.indexOf('{', 1);
        return from < 0 ? status : status.substring(from, status.length() - 1);
    }

    static ObjectNode status(String word) {
        return JsonNodeFactory.instance.objectNode().put("status", word);
    }

    static ObjectNode failure(String code, String text) {
        return status("Ошибка").put("error_code", code).put("error_text", text);
    }

    /** Returns the answer with another last digit of the number, so that its check digit is wrong. */
    static ObjectNode wrongCheck(ObjectNode content) {
        for (String field : new String[] {"snils", "unitedPolicyNumber"}) {
            JsonNode number = content.get(field);
            if (number != null) {
                String text = number.textValue();
                int last = text.charAt(text.length() - 1) - '0';
                content.put(field, text.substring(0, text.length() - 1) + (last + 1) % 10);
            }
        }
        return content;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
