package org.hospitalhub.service;

/**
 * An address at which a service is called, as shown by reachability checks.
 *
 * @param name name of the door in the definition
 * @param url base address
 * @param trust PEM file of further roots, empty for none
 * @param identity name of the client certificate when orders name none, empty for none
 * @param proxy {@code host:port} of an HTTP proxy for a tunnel (CONNECT), empty for none
 */
public record ServiceDoor(String name, String url, String trust, String identity, String proxy) {}
