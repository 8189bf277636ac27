package org.hospitalhub.sandbox;

/** A simulator of one national service. It registers the paths that it answers; the {@link Sandbox} transfers the bytes. */
public interface Simulator {

    /** Returns the service's short name, as in the control paths: {@code n3} for {@code /sandbox/n3/}. */
    String name();

    /** Registers the paths; called once, before the first port opens. */
    void register(Routes routes);

    /** Returns a few lines about the paths, for the index page under {@code /sandbox/}. */
    default String summary() {
        return name();
    }
}
