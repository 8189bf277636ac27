package org.hospitalhub.commands.doctor;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.LongTermSignatures;
import org.hospitalhub.cms.RevocationResult;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.definition.RevocationData;
import org.hospitalhub.service.engine.LongTerm;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentityException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.env.Environment;

/** Checks that authorities provide the revocation data that a service's signatures must hold, and shows which hosts are asked. */
final class LongTermChecks {

    private final Environment settings;
    private final InstantSource clock;
    private final boolean offline;

    LongTermChecks(Environment settings, InstantSource clock, boolean offline) {
        this.settings = settings;
        this.clock = clock;
        this.offline = offline;
    }

    /** Checks all services that are on and declare {@code revocation}. */
    List<CheckResult> all(List<NationalService> services) {
        List<CheckResult> checks = new ArrayList<>();
        for (NationalService service : services) {
            ServiceProgram program = service.program();
            RevocationData declared =
                    program == null ? null : program.definition().revocation();
            if (program != null && declared != null && service.off() == null) {
                checks.addAll(of(service, program, declared));
            }
        }
        return checks;
    }

    private List<CheckResult> of(NationalService service, ServiceProgram program, RevocationData declared) {
        String name = service.name() + " signatures";
        String hosts =
                "revocation data may come from " + String.join(", ", LongTerm.hosts(declared, program.settings()));
        LongTermSignatures signatures = LongTerm.of(program.definition(), program.settings(), clock);
        if (offline || signatures == null) {
            return List.of(CheckResult.skipped(name, hosts + "; skipped (--offline)"));
        }
        List<CheckResult> checks = new ArrayList<>(List.of(CheckResult.ok(name, hosts)));
        try {
            Identities identities = IdentityChecks.identities(settings);
            Collection<String> signers = service.identities().isEmpty() ? identities.names() : service.identities();
            signers.forEach(signer -> checks.add(asked(name, signer, identities, signatures)));
        } catch (BindException unreadable) {
            // The check of the identities says so.
        }
        return checks;
    }

    private static CheckResult asked(String name, String signer, Identities identities, LongTermSignatures signatures) {
        try {
            List<RevocationResult> answers =
                    signatures.ask(identities.named(signer).chain());
            return CheckResult.ok(
                    name,
                    signer + " and its authorities are not revoked: "
                            + answers.stream()
                                    .map(answer -> answer.source() + " at " + answer.detail())
                                    .collect(Collectors.joining(", ")));
        } catch (CmsException missing) {
            return CheckResult.error(
                    name,
                    signer + " cannot sign here: " + missing.getMessage(),
                    "Correct revocation (hosts, trust) of the service, the key file or the network.");
        } catch (IdentityException unusable) {
            return CheckResult.skipped(name, signer + " cannot be opened");
        }
    }
}
