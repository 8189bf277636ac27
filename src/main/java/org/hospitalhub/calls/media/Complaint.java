package org.hospitalhub.calls.media;

/**
 * One thing that a service says is wrong.
 *
 * @param text code and text, empty when it said nothing
 * @param path the field it names: a JSON path for a field of the payload, else in the service's words, {@code $} for none
 */
public record Complaint(String text, String path) {}
