package org.hospitalhub.service.engine;

import org.hospitalhub.service.definition.Place;

/**
 * An error that keeps a definition from being run.
 *
 * @param place position in the definition
 * @param message what is wrong, without the position
 */
public record DefinitionFault(Place place, String message) {}
