package org.hospitalhub.service.definition;

/**
 * The source of the revocation data that are put into signatures, as declared. Texts may name settings.
 *
 * @param hosts that certificates may name for OCSP and lists, with commas between: a host, or {@code host:port}
 * @param trust PEM file of the roots, and of the authorities on the way that key files and time-stamps lack
 * @param timeOut how long one call may take
 */
public record RevocationData(String hosts, String trust, String timeOut, Place place) {}
