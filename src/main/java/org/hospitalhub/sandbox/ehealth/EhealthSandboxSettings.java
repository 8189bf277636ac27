package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import org.hospitalhub.sandbox.BadControlException;

/**
 * The switches, for whatever the specification leaves open or the service does in two ways; {@code POST
 * /sandbox/ehealth/settings} changes those it names.
 *
 * @param missingScopeStatus 403 as the gateway really answers, or 401 as the description literally says (auth 2)
 * @param partyRule {@code literal} (updated_at ≤ today − days passes) or {@code grace} (the younger ones pass), auth 3
 * @param arrayPaths {@code dotted} for {@code $.a.[0]}, {@code plain} for {@code $.a[0]}
 * @param typeField the response's name for the kind of contract: {@code contract_type} or {@code type}
 * @param signatures {@code cms}, or {@code headers} for the test mode of eHealth contract §5.3
 * @param contentTimeStamp whether a signature needs a content time-stamp: {@code optional}, {@code dstu} (those of DSTU 4145, as
 *     the service's open verifier does) or {@code always}
 * @param fourGroupNumbers also takes contract numbers with a fourth group (eHealth contract §7)
 * @param keepExternalLegalEntity keeps and checks external_contractors' legal_entity_id instead of rule 11.c
 * @param rotateRefreshTokens gives a new refresh token at each refresh and ends the old one
 * @param requestsPerMinute per token, in calendar minutes
 * @param autopilotSeconds the pause after which the NHS side moves a request by itself; 0 is off
 * @param autopilotOutcome {@code APPROVED} or {@code DECLINED}
 */
record EhealthSandboxSettings(
        int missingScopeStatus,
        String partyRule,
        String arrayPaths,
        String typeField,
        String signatures,
        String contentTimeStamp,
        boolean fourGroupNumbers,
        boolean keepExternalLegalEntity,
        boolean rotateRefreshTokens,
        int requestsPerMinute,
        long uploadSeconds,
        long codeSeconds,
        long accessTokenSeconds,
        long refreshTokenSeconds,
        long autopilotSeconds,
        String autopilotOutcome) {

    EhealthSandboxSettings {
        contentTimeStamp =
                contentTimeStamp == null ? "optional" : contentTimeStamp; // a state file of an earlier version
        oneOf("missing_scope_status", String.valueOf(missingScopeStatus), "403", "401");
        oneOf("party_rule", partyRule, "literal", "grace");
        oneOf("array_paths", arrayPaths, "dotted", "plain");
        oneOf("type_field", typeField, "contract_type", "type");
        oneOf("signatures", signatures, "cms", "headers");
        oneOf("content_time_stamp", contentTimeStamp, "optional", "dstu", "always");
        oneOf("autopilot_outcome", autopilotOutcome, "APPROVED", "DECLINED");
    }

    /** Returns the behaviour of the specification, and the defaults of eHealth contract §12 where it is unclear. */
    static EhealthSandboxSettings defaults(Duration autopilot) {
        return new EhealthSandboxSettings(
                403,
                "literal",
                "dotted",
                "contract_type",
                "cms",
                "optional",
                false,
                false,
                false,
                9000,
                600,
                300,
                2_592_000,
                604_800,
                autopilot.toSeconds(),
                "APPROVED");
    }

    boolean dottedPaths() {
        return arrayPaths.equals("dotted");
    }

    ObjectNode json() {
        return Json.MAPPER.valueToTree(this);
    }

    /**
     * These settings with the named ones changed.
     *
     * @throws BadControlException for an unknown switch or value
     */
    EhealthSandboxSettings with(JsonNode changes) {
        ObjectNode all = json();
        changes.properties().forEach(change -> {
            if (!all.has(change.getKey())) {
                throw new BadControlException("there is no switch '" + change.getKey() + "'; GET shows all of them");
            }
            all.set(change.getKey(), change.getValue());
        });
        try {
            return Json.MAPPER.treeToValue(all, EhealthSandboxSettings.class);
        } catch (JsonProcessingException wrong) {
            throw new BadControlException("a switch has a wrong value: "
                    + (wrong.getCause() instanceof BadControlException bad
                            ? bad.getMessage()
                            : wrong.getOriginalMessage()));
        }
    }

    private static void oneOf(String name, String value, String... allowed) {
        if (!Set.of(allowed).contains(value)) {
            throw new BadControlException(name + " is one of " + String.join(", ", allowed));
        }
    }
}
