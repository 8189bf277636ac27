package org.hospitalhub.service.engine;

import java.util.List;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Sign;
import org.hospitalhub.service.definition.StepDefinition;

/**
 * Finds features of the definition format that this engine does not support. A service that needs one is off, because nothing may
 * be sent unsigned, incomplete or above a limit.
 */
final class UnsupportedFeatures {

    private static final String NOT_YET = " is not built yet, so this service cannot run.";

    private UnsupportedFeatures() {}

    static void find(ServiceDefinition definition, List<DefinitionFault> faults) {
        for (Door door : definition.doors().values()) {
            if (door.auth() instanceof Authentication.ChallengeSignToken challenge) {
                sign(challenge.sign(), faults);
            }
        }
        definition.operations().values().stream()
                .flatMap(operation -> operation.steps().values().stream())
                .forEach(step -> step(step, faults));
    }

    private static void step(StepDefinition step, List<DefinitionFault> faults) {
        if (step.sign() != null) {
            sign(step.sign(), faults);
        }
    }

    private static void sign(Sign sign, List<DefinitionFault> faults) {
        if (!Signatures.SCHEMES.contains(sign.scheme())) {
            faults.add(new DefinitionFault(sign.place(), "sign.scheme: " + sign.scheme() + NOT_YET));
        }
    }
}
