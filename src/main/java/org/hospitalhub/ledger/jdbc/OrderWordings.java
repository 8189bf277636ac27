package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.crypto.StoredWording;
import org.hospitalhub.ledger.crypto.WordingJson;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The keys and arguments of the English texts in the columns {@code why}, {@code problem_title} and {@code problem_detail}, from
 * which other languages are made. A row that an earlier version of the hub wrote or changed keeps its English text.
 */
final class OrderWordings {

    private final JsonNode stored;

    private OrderWordings(JsonNode stored) {
        this.stored = stored;
    }

    static OrderWordings of(@Nullable Wording why, @Nullable Problem problem) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        put(all, "why", why);
        put(all, "title", problem == null ? null : problem.titleWording());
        put(all, "detail", problem == null ? null : problem.detailWording());
        return new OrderWordings(all);
    }

    private static void put(ObjectNode all, String name, @Nullable Wording wording) {
        if (wording != null && wording.translated()) {
            all.set(name, WordingJson.of(wording));
        }
    }

    static OrderWordings read(@Nullable String column) {
        return new OrderWordings(column == null ? MissingNode.getInstance() : StoredWording.json(column));
    }

    /** Returns the column's text, null when nothing of the order is translated. */
    @Nullable
    String column() {
        return stored.isEmpty() ? null : stored.toString();
    }

    @Nullable
    Wording why(@Nullable String english) {
        return english == null ? null : wording("why", english);
    }

    @Nullable
    Problem problem(@Nullable String code, String title, String detail) {
        return code == null ? null : new Problem(code, title(title), wording("detail", detail));
    }

    Wording title(String english) {
        return wording("title", english);
    }

    private Wording wording(String name, String english) {
        return StoredWording.read(english, stored.path(name));
    }
}
