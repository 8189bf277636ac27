package org.hospitalhub.sandbox;

/** A stand-in for one national service: it says which paths it answers, the {@link Sandbox} carries bytes to and fro. */
public interface Simulator {

    /** Returns the service's short name, as in the control paths: {@code n3} for {@code /sandbox/n3/}. */
    String name();

    /** Announces the paths; called once, before the first port opens. */
    void register(Routes routes);

    /** Returns a few lines about the paths, for the index page under {@code /sandbox/}. */
    default String summary() {
        return name();
    }
}
