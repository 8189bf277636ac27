package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Right orders, changed as a table of cases says. */
final class Changes {

    private Changes() {}

    /** Changes a payload: {@code path=json} with dotted path, {@code path=} removes; several parted by {@code ;}. */
    private static ObjectNode changed(ObjectNode payload, String changes) throws Exception {
        for (String change : changes == null ? new String[0] : changes.split(";")) {
            String path = change.substring(0, change.indexOf('=')).strip();
            String value = change.substring(change.indexOf('=') + 1).strip();
            JsonNode parent = payload.path("contract");
            String[] names = path.split("\\.");
            int first = 0;
            if (names[0].equals("$")) {
                parent = payload;
                first = 1;
            }
            for (int i = first; i < names.length - 1; i++) {
                parent = names[i].matches("[0-9]+") ? parent.path(Integer.parseInt(names[i])) : parent.path(names[i]);
            }
            String last = names[names.length - 1];
            if (value.isEmpty()) {
                ((ObjectNode) parent).remove(last);
            } else {
                ((ObjectNode) parent).set(last, json(value));
            }
        }
        return payload;
    }

    /** Reads JSON in which a quote is written ', and ids are short: {@code d1:3} for the third division. */
    private static JsonNode json(String text) throws Exception {
        if (text.startsWith("text ")) {
            return TextNode.valueOf(text.substring(5).replace("_", " "));
        }
        StringBuilder whole = new StringBuilder();
        var ids = java.util.regex.Pattern.compile("\\b(c1|d1|e1|f1|f2|f3):([0-9]+)")
                .matcher(text);
        while (ids.find()) {
            ids.appendReplacement(
                    whole, EhealthFixture.id(Integer.parseInt(ids.group(1), 16), Integer.parseInt(ids.group(2))));
        }
        ids.appendTail(whole);
        return EhealthFixture.JSON.readTree(whole.toString().replace('\'', '"'));
    }

    static ObjectNode order(EhealthFixture fixture, String kind, String changes) throws Exception {
        return changed(kind.equals("capitation") ? fixture.capitation() : fixture.reimbursement(), changes);
    }
}
