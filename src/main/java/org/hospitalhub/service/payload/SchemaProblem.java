package org.hospitalhub.service.payload;

/**
 * An error in a schema itself.
 *
 * @param file path below the service's folder
 * @param line from 1
 * @param message what is wrong and what to do
 */
public record SchemaProblem(String file, int line, String message) {}
