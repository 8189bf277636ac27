package org.hospitalhub.operations.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.operations.health.ServiceCertificates;
import org.hospitalhub.operations.health.ServiceStatusReader;
import org.hospitalhub.rules.Languages;
import org.jspecify.annotations.Nullable;

/**
 * One service as the outside sees it, in the language of the reader.
 *
 * @param state {@code on}, {@code off}, {@code paused} or {@code held}
 * @param why why it is off, paused or held, and when a held one is tried again
 * @param budget the limit that paces it, null for none
 * @param furtherBudgets its other limits
 * @param certificate the certificate it uses, null when it is off or uses none
 * @param expectedEnd when all its open orders are likely to have ended, null when there are none or it is unknown
 * @param expectedEnds the same by operation
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ServiceStatus")
record ServiceJson(
        String name,
        String state,
        @Nullable String why,
        @Nullable BudgetJson budget,
        List<BudgetJson> furtherBudgets,
        ServiceCertificates.@Nullable CertificateStatus certificate,
        Map<String, Long> orders,
        @Nullable Instant oldestDue,
        @Nullable Instant expectedEnd,
        Map<String, Instant> expectedEnds) {

    static ServiceJson of(ServiceStatusReader.ServiceStatus service, Languages languages) {
        return new ServiceJson(
                service.name(),
                service.state(),
                service.why() == null ? null : service.why().in(languages),
                BudgetJson.of(service.budget(), languages),
                service.furtherBudgets().stream()
                        .flatMap(budget -> Stream.ofNullable(BudgetJson.of(budget, languages)))
                        .toList(),
                service.certificate(),
                service.orders(),
                service.oldestDue(),
                service.expectedEnd(),
                service.expectedEnds());
    }
}
