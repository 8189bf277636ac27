package org.hospitalhub.service.engine;

import org.hospitalhub.service.definition.Place;

/**
 * Something that keeps a definition from being run.
 *
 * @param place where it stands
 * @param message what is wrong, without the place
 */
public record Fault(Place place, String message) {}
