package org.hospitalhub.wiring.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.rules.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/** Logs at the start which services are off and which settings are unknown. */
@Component
class StartupLog {

    private static final Logger log = LoggerFactory.getLogger(StartupLog.class);

    private final Operations operations;
    private final ConfigurableEnvironment settings;

    StartupLog(Operations operations, ConfigurableEnvironment settings) {
        this.operations = operations;
        this.settings = settings;
    }

    /** Runs when the hub has started. */
    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        Map<String, String> off = new TreeMap<>();
        for (Operation operation : operations.all()) {
            Wording why = operation.off();
            if (why != null) {
                off.putIfAbsent(operation.service(), why.text());
            }
        }
        off.forEach((service, why) -> log.info("Service {} is off and its orders are refused: {}", service, why));
        // A misspelt setting is not unsafe by itself, and a start after an update must not fail because of a removed
        // setting.
        SettingsCheck.check(settings).forEach(finding -> log.warn("Setting {}: {}", finding.path(), finding.message()));
        List<String> secrets = SettingsCheck.secretArguments(settings);
        if (!secrets.isEmpty()) {
            log.warn(
                    "Secrets are arguments of this process, which every user of the machine can list (ps): move {} to a file in"
                            + " config/, a key file or PIN file, or the environment",
                    String.join(", ", secrets));
        }
    }
}
