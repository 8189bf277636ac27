package org.hospitalhub.service.payload;

/**
 * Something wrong with a schema itself.
 *
 * @param file name below the service's folder
 * @param line from 1
 * @param message what is wrong and what to do
 */
public record SchemaProblem(String file, int line, String message) {}
