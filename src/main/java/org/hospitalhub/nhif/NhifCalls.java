package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.hospitalhub.ledger.ClaimedStep;

/** Makes the call out of a checked order, with the settings of this moment. */
final class NhifCalls {

    private final NhifSettings settings;

    NhifCalls(NhifSettings settings) {
        this.settings = settings;
    }

    NhifCall call(ClaimedStep work) {
        NhifOrder order = NhifOrder.read(work.payload());
        Optional<CatalogueEntry> entry = settings.entry(order.entry());
        boolean submission = work.order().operation().equals(NhifOutcomes.SUBMISSION);
        return new NhifCall(
                submission ? "POST" : "GET",
                ServicePath.of(order.module(), order.version(), order.service(), order.parameters()),
                Optional.ofNullable(order.identity()).orElse(settings.identity()),
                entry.map(CatalogueEntry::accept).orElse(CatalogueEntry.DEFAULT_ACCEPT),
                submission ? contentType(order, entry) : "",
                submission ? order.document() : new byte[0],
                entry.map(CatalogueEntry::timeOut)
                        .filter(time -> !time.isZero())
                        .orElse(settings.timeOut()),
                !submission
                        && !entry.map(CatalogueEntry::reuse)
                                .orElse(Duration.ZERO)
                                .isZero());
    }

    private static String contentType(NhifOrder order, Optional<CatalogueEntry> entry) {
        JsonNode body = order.body();
        if (body != null && NhifOrder.isBytes(body)) {
            return body.path("contentType").asText();
        }
        return entry.map(CatalogueEntry::contentType)
                .filter(type -> AnswerBody.mediaType(type).endsWith("json"))
                .orElse("application/json");
    }
}
