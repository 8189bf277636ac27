package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.service.PayloadValues;

/** The values of an order's call from the catalogue; bean {@code nhifCatalogue} of {@code services/nhif/service.yaml}. */
final class CatalogueValues implements PayloadValues {

    private final Catalogue catalogue;

    CatalogueValues(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public ObjectNode of(JsonNode payload) {
        Optional<CatalogueEntry> entry = catalogue.entry(text(payload, "entry"));
        Duration timeOut = entry.map(CatalogueEntry::timeOut)
                .filter(time -> !time.isZero())
                .orElse(catalogue.timeOut());
        String identity = text(payload, "identity");
        return JsonNodeFactory.instance
                .objectNode()
                .put("identity", identity.isEmpty() ? catalogue.identity() : identity)
                .put("accept", entry.map(CatalogueEntry::accept).orElse(CatalogueEntry.DEFAULT_ACCEPT))
                .put("content-type", contentType(payload.path("body"), entry))
                .put("time-out", timeOut.toMillis() + "ms")
                .put("harmless", entry.map(CatalogueEntry::repeatHarmless).orElse(false))
                .put(
                        "kept",
                        !entry.map(CatalogueEntry::reuse).orElse(Duration.ZERO).isZero());
    }

    private static String contentType(JsonNode body, Optional<CatalogueEntry> entry) {
        if (NhifOrder.isBytes(body)) {
            return body.path("contentType").asText();
        }
        return entry.map(CatalogueEntry::contentType)
                .filter(type -> Media.of(type) == Media.JSON)
                .orElse(Media.JSON.type());
    }

    private static String text(JsonNode payload, String field) {
        return payload.path(field).isTextual() ? payload.path(field).asText() : "";
    }
}
