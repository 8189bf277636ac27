package org.hospitalhub.calls.media;

/**
 * One error that a service reports.
 *
 * @param text code and text, empty when it said nothing
 * @param path field that it names: a JSON path for a field of the payload, else in the service's notation, {@code $} for none
 */
public record ReportedError(String text, String path) {}
