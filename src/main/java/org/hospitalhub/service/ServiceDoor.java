package org.hospitalhub.service;

/**
 * An address at which a service is called, as shown by reachability checks.
 *
 * @param name name of the door in the definition; {@code log-in} for the address of a log-in
 * @param url base address
 * @param trust PEM file of further roots, empty for none
 * @param identity name of the client certificate when orders name none, empty for none
 * @param proxy {@code host:port} of an HTTP proxy for a tunnel (CONNECT), empty for none
 * @param logIn whether tokens or people's log-ins come from there; it may count even a failed request
 */
public record ServiceDoor(String name, String url, String trust, String identity, String proxy, boolean logIn) {}
