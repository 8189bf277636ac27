package org.hospitalhub.commands.console;

import java.util.List;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.rules.Finding;
import org.springframework.core.env.ConfigurableEnvironment;

/** Starts the hub or the sandbox and reads settings on behalf of a command; implemented by {@code main}. */
public interface HubLauncher {

    /** Starts the hub and comes back once it runs; its threads keep the process alive. */
    void hub(List<String> arguments);

    /** Starts the sandbox alone and comes back once it runs. */
    void sandbox(List<String> arguments);

    /**
     * Reads the settings as the hub would (files, environment, arguments) and starts nothing.
     *
     * @param arguments settings as they are given to the hub, {@code --hub.data-dir=/var/lib/hub}
     */
    Configured configured(List<String> arguments);

    /** The hub's real settings. */
    interface Configured {

        /** Returns every setting by its name. */
        ConfigurableEnvironment settings();

        /**
         * Everything that is wrong with settings and routes: unknown and unreadable settings, missing files, routes that
         * could not be built; the path of a finding is the setting or the route file. A start refuses errors and warns of the rest.
         * Starts nothing; makes the hub's folders as a start does.
         */
        List<Finding> findings();

        /**
         * Returns where the ledger is and its keys.
         *
         * @throws RuntimeException with one line when a key is missing or unusable
         */
        LedgerSettings ledger();
    }
}
