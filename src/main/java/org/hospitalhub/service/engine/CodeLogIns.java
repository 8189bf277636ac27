package org.hospitalhub.service.engine;

import java.time.InstantSource;
import java.util.Optional;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.service.BrowserLogIn;
import org.hospitalhub.service.BrowserLogIns;
import org.hospitalhub.service.definition.Authentication.OAuth2;
import org.hospitalhub.service.definition.Door;

/** The log-ins that definitions describe ({@code log-in} of a door's {@code auth}). */
public final class CodeLogIns implements BrowserLogIns {

    private final ServiceExchange services;
    private final TokenStore store;
    private final InstantSource clock;

    /**
     * Finds log-ins of the doors that the routes call.
     *
     * @param store keeps what a log-in needs until the browser comes back
     */
    public CodeLogIns(ServiceExchange services, TokenStore store, InstantSource clock) {
        this.services = services;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<BrowserLogIn> find(String service) {
        return services.program(service).flatMap(program -> program.definition().doors().values().stream()
                .filter(CodeLogIns::hasLogIn)
                .findFirst()
                .map(door -> new CodeLogIn(program, door, services.doors(), store, clock)));
    }

    private static boolean hasLogIn(Door door) {
        return door.auth() instanceof OAuth2 oauth && oauth.logIn() != null;
    }
}
