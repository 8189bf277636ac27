package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hospitalhub.sandbox.Reply;

/** Creates the service's replies, quirks included (N3 description §2.1.2, §2.2.2, §3.1.2 …; docs/contracts/n3.md A1). */
final class N3Replies {

    private N3Replies() {}

    /** Returns path and id as plain text, with the media type in {@code Content-Encoding}. */
    static Reply accepted(N3Order order) {
        String path = "/" + order.question().kind().path + "/" + order.id();
        return new Reply(200, Map.of("Content-Encoding", "text/plain; charset=utf-8"), utf8(path));
    }

    /** Returns JSON with the media type of text; only the sample of §3.2.2 has no {@code Content-Encoding}. */
    static Reply status(OrderKind kind, ObjectNode content) {
        ObjectNode patient = JsonNodeFactory.instance.objectNode();
        patient.set("patient", content);
        Reply reply = new Reply(200, Map.of("Content-Type", "text/plain;charset=utf-8"), utf8(patient.toString()));
        return kind == OrderKind.SNILS_VALIDATE ? reply : reply.with("Content-Encoding", "UTF-8");
    }

    /** Returns the result of a finished order. */
    static ObjectNode done(OrderRequest question) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        switch (question.kind()) {
            case SNILS -> content.put("status", "Выполнено").put("snils", ExpectedAnswers.snils(question.person()));
            case SNILS_VALIDATE ->
                content.put("result", ExpectedAnswers.snils(question.person()).equals(question.snils()))
                        .put("status", "Выполнено");
            case UNITED_POLICY_NUMBER -> {
                ExpectedAnswers.Policy policy = ExpectedAnswers.policy(question.person());
                content.put("unitedPolicyNumber", policy.number())
                        .put("region", policy.region())
                        .put("insuranceOrganization", policy.insuranceOrganization())
                        .put("startDate", policy.startDate().toString())
                        .put("status", "Выполнено");
            }
        }
        return content;
    }

    static ObjectNode inProgress() {
        return SpoiltReplies.status("В процессе");
    }

    /** Returns the error envelope: nested for {@code snils-validate} (§3.1.2), flat for the others (§2.1.2, §4.1.2). */
    static Reply error(OrderKind kind, int status, String code, String description) {
        if (kind == OrderKind.SNILS) {
            return SpoiltReplies.envelope(status, code, description);
        }
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("code", code).put("description", description);
        ObjectNode body = error;
        if (kind == OrderKind.SNILS_VALIDATE) {
            body = JsonNodeFactory.instance.objectNode();
            body.set("error", error);
        }
        return new Reply(status, Map.of("Content-Encoding", "UTF-8"), utf8(body.toString()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
